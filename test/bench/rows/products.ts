import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { compete } from '../compete';
import type { Contender } from '../contender';
import type { Result } from '../report';
import type { Bench, Row } from '../row';
import type { ProductWork } from '../workload';

/** m, n, k: cubes, and one step of an LSTM with a batch of 32 and of 1. */
const sizes = [
  [64, 64, 64],
  [128, 128, 128],
  [256, 256, 256],
  [512, 512, 512],
  [32, 512, 128],
  [1, 512, 128],
  [33, 65, 127],
] as const;

const loop = 'register-only loop';

export const products: readonly Row[] = sizes.map(([m, n, k]) => {
  const work: ProductWork = { kind: 'product', m, n, k };
  const name = `product/${m}x${n}x${k}`;
  return {
    name,
    quick: m === n,
    essential: m === n,
    async measure(bench): Promise<Result> {
      const [single] = bench.ours;
      const file = peakFile(bench);
      const peak: Contender = { ...contender(single), name: loop };
      const native = bench.ours.filter(({ accelerator, threads }) => accelerator === 'native' && threads === 1);
      const pytorch = bench.peers.filter(({ name: who }) => who === 'PyTorch, 1 thread');
      const tasks = [
        { contender: single, work },
        { contender: peak, work: { kind: 'peak' as const, file } },
        ...[...native, ...pytorch].map((each) => ({ contender: each, work })),
      ];
      const { entries } = await compete(tasks, bench.pace);
      return {
        row: name,
        title: `Product ${m} x ${n} x ${k}, ${bench.kernels}`,
        unit: 'GFLOP/s',
        better: 'more',
        entries,
        comparisons: [
          { ours: [single.name], peers: [loop], target: Math.min(m, n, k) >= 128 ? 0.85 : undefined, bound: true },
          { ours: [single.name], peers: ['PyTorch, 1 thread'] },
          ...native.map(({ name: own }) => ({ ours: [own], peers: ['PyTorch, 1 thread'] })),
        ],
      };
    },
  };
});

/** The loop that is the measure of these kernels; compiled when it is first asked for. */
function peakFile({ folder, kernels }: Bench): string {
  const peaks = path.join(folder, 'peak');
  if (!fs.existsSync(peaks)) {
    fs.mkdirSync(peaks);
    execFileSync(process.execPath, [path.join(__dirname, '../peak/build.mjs'), peaks], { stdio: 'inherit' });
  }
  return path.join(peaks, `${kernels === 'simd' ? 'simd' : 'relaxed-simd'}.wasm`);
}

/** The same contender under another name. */
function contender(of: Contender): Omit<Contender, 'name'> {
  return {
    knows: (work) => of.knows(work),
    prepare: (work) => of.prepare(work),
    versions: () => of.versions(),
    close: () => of.close(),
  };
}
