import * as fs from 'node:fs/promises';
import type { PeakWork, ProductWork } from '../workload';
import { chosen } from './choose';
import type { Work } from './serve';

const floatBytes = 4;

/** The engine's own product, on matrices that lie side by side. */
export async function product({ m, n, k }: ProductWork): Promise<Work> {
  const choice = await chosen();
  const { base } = choice.plan();
  const a = Math.ceil(base / 64) * 64;
  const b = a + m * k * floatBytes;
  const c = b + k * n * floatBytes;
  const backend = choice.create(c + m * n * floatBytes);
  const random = (pointer: number, count: number): void => {
    backend.floats(pointer, count).set(Float32Array.from({ length: count }, () => Math.random() - 0.5));
  };
  random(a, m * k);
  random(b, k * n);
  const call = { m, n, k, a, lda: k, transposeA: false, b, ldb: n, transposeB: false, c, ldc: n, accumulate: false };
  return {
    amount: (2 * m * n * k) / 1e9,
    facts: { kernels: backend.name },
    run: () => backend.kernels.matmul(call),
  };
}

const rounds = 1_000_000;
const operationsPerRound = 96;

export async function peak({ file }: PeakWork): Promise<Work> {
  const { instance } = await WebAssembly.instantiate(await fs.readFile(file));
  const loop = instance.exports['peak'] as (rounds: number, factor: number, term: number) => number;
  return {
    amount: (rounds * operationsPerRound) / 1e9,
    facts: {},
    run: () => {
      loop(rounds, 0.5, 0.25);
    },
  };
}
