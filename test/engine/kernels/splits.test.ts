import assert from 'node:assert/strict';
import type { Backend } from '../../../engine/contracts/backend';
import type { Compiled } from '../../../engine/kernels/simd/compiled';
import { kernelsOf } from '../../../engine/kernels/simd/kernels';
import { kernelNames, splits } from '../../../engine/kernels/simd/splits';
import { workOf } from '../../../engine/kernels/simd/team';
import { moduleOf, type SimdName, simdNames } from '../support/threads';
import {
  attentionCases,
  elementwiseCases,
  layerNormCases,
  lossCases,
  optimiserCases,
  packedCases,
  productCases,
  recurrentCases,
  rowCases,
  sequenceCases,
  unaryCases,
} from './cases';
import { perform } from './playground';

type Kernel = (...call: number[]) => number | void;

/** A backend of one thread whose kernels pass through `change`. */
function backendOf(name: SimdName, change: (kernel: Kernel, name: keyof Compiled) => Kernel): Backend {
  const pages = 64;
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
  const { exports } = new WebAssembly.Instance(moduleOf(name), { env: { memory } });
  const compiled = exports as unknown as Compiled;
  const changed = kernelNames.map((each) => [each, change(compiled[each] as Kernel, each)] as const);
  return {
    name,
    type: 'f32',
    planning: false,
    threads: 1,
    base: workOf(1),
    bytes: pages * 65536,
    kernels: kernelsOf(Object.fromEntries(changed) as Partial<Compiled> as Compiled, workOf(0)),
    floats: (pointer, count) => new Float32Array(memory.buffer, pointer, count),
    ints: (pointer, count) => new Int32Array(memory.buffer, pointer, count),
    dispose: () => {},
  };
}

/** Does every call in parts of one `grain`, the last part first. */
function inParts(kernel: Kernel, name: keyof Compiled, seen: Set<string>): Kernel {
  const split = splits[name];
  if (!split || split.sums) return kernel;
  return (...call) => {
    const length = split.length(call);
    if (length > split.grain) seen.add(name);
    const size = split.grain;
    for (let part = Math.ceil(length / size) - 1; part >= 0; part--) {
      const own = call.map(Number);
      split.cut(own, part * size, Math.min(size, length - part * size));
      kernel(...own);
    }
  };
}

function* products(): Generator<readonly [number, number, number]> {
  for (const m of [1, 7, 9, 19]) for (const n of [1, 8, 17, 33]) for (const k of [1, 7, 33, 301]) yield [m, n, k];
}

describe('kernels in parts', function () {
  this.timeout(120_000);

  for (const name of simdNames) {
    it(`give the same bits as in one piece: ${name}`, () => {
      const seen = new Set<string>();
      const whole = backendOf(name, (kernel) => kernel);
      const parts = backendOf(name, (kernel, each) => inParts(kernel, each, seen));
      const cases = [
        elementwiseCases(),
        attentionCases(),
        layerNormCases(),
        unaryCases(),
        rowCases(),
        lossCases(),
        recurrentCases(),
        sequenceCases(),
        optimiserCases(),
        productCases(products()),
        packedCases(products()),
      ];
      for (const kernelCase of cases.flatMap((some) => [...some])) {
        assert.deepEqual(perform(parts, kernelCase), perform(whole, kernelCase), kernelCase.title);
      }
      // Every kernel that can be cut was; sums have a test with the threads, the mask with dropout.
      const cut = kernelNames.filter((each) => splits[each] && !splits[each].sums && each !== 'dropoutMask');
      assert.deepEqual(
        cut.filter((each) => !seen.has(each)),
        [],
      );
    });

    it(`make one mask of many: ${name}`, () => {
      const count = 77;
      const whole = backendOf(name, (kernel) => kernel);
      const parts = backendOf(name, (kernel, each) => inParts(kernel, each, new Set()));
      const masks = [whole, parts].map((backend) => {
        backend.kernels.dropoutMask(count, 0.4, 12, 34, 5, backend.base);
        return [...backend.floats(backend.base, count)];
      });
      assert.deepEqual(masks[1], masks[0]);
      assert.ok(masks[0].includes(0) && masks[0].some((value) => value > 1));
    });
  }
});
