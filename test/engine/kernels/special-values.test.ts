import assert from 'node:assert/strict';
import type { Backend, UnaryName } from '../../../engine/contracts/backend';
import { allBackends, reference64 } from '../support/backends';
import { perform, type KernelCase } from './playground';

const special = [NaN, Infinity, -Infinity, 0, -0, 1, -1, 100, -200, 2 ** -140, -(2 ** -140), 2 ** 127] as const;

const truth = reference64.create(2 ** 16);

/** NaN, or infinity of a sign, or "finite". */
const kindOf = (value: number): string => (Number.isFinite(value) ? 'finite' : String(value));

function assertSameKinds(backend: Backend, kernelCase: KernelCase): void {
  const expected = perform(truth, kernelCase);
  const actual = perform(backend, kernelCase);
  for (const [name, values] of Object.entries(expected.floats)) {
    assert.deepEqual(
      actual.floats[name].map(kindOf),
      values.map((value) => kindOf(Math.fround(value))),
      `${kernelCase.title}: ${name}`,
    );
  }
  if (typeof expected.result === 'number') {
    assert.equal(kindOf(actual.result as number), kindOf(expected.result), kernelCase.title);
  }
}

function* pairs(): Generator<[number, number]> {
  for (const a of special) for (const b of special) yield [a, b];
}

for (const { title, create } of allBackends.filter((each) => each !== reference64)) {
  describe(`NaN and infinities: ${title}`, () => {
    const backend = create(2 ** 23);
    const check = (kernelCase: Omit<KernelCase, 'roundings'>) =>
      assertSameKinds(backend, { ...kernelCase, roundings: 0 });
    const all = [...pairs()];
    const n = all.length;

    it('come out of elementwise kernels as they do from the reference', () => {
      const out = Array<number>(n).fill(1);
      const floats = { a: all.map(([a]) => a), b: all.map(([, b]) => b), out };
      check({ title: 'add', floats, call: (k, at) => k.add(n, at.a, at.b, at.out) });
      check({ title: 'subtract', floats, call: (k, at) => k.subtract(n, at.a, at.b, at.out) });
      check({ title: 'multiply', floats, call: (k, at) => k.multiply(n, at.a, at.b, at.out) });
      check({ title: 'multiplyAdd', floats, call: (k, at) => k.multiplyAdd(n, at.a, at.b, at.out) });
      check({ title: 'axpy', floats, call: (k, at) => k.axpy(n, 0, at.a, at.out) });
      check({ title: 'clampAbsolute', floats, call: (k, at) => k.clampAbsolute(n, 3, at.a) });
      for (const name of ['sigmoid', 'tanh', 'relu', 'exp', 'log'] as UnaryName[]) {
        check({ title: name, floats, call: (k, at) => k.unary(name, n, at.a, at.out) });
      }
    });

    it('do not get lost in sums, wherever they stand', () => {
      for (const size of [1, 3, 4, 7, 18]) {
        for (const value of [NaN, Infinity, -Infinity]) {
          for (let place = 0; place < size; place++) {
            const x = Array<number>(size).fill(1);
            x[place] = value;
            check({ title: 'sum', floats: { x }, call: (k, at) => k.sum(size, at.x) });
            check({ title: 'sumOfSquares', floats: { x }, call: (k, at) => k.sumOfSquares(size, at.x) });
            const out = Array<number>(size).fill(1);
            check({ title: 'sumRows', floats: { x, out }, call: (k, at) => k.sumRows(1, size, at.x, size, at.out) });
          }
        }
      }
    });

    it('reach softmax and the loss', () => {
      for (const size of [1, 3, 4, 7]) {
        for (const value of [NaN, Infinity, -Infinity]) {
          for (let place = 0; place < size; place++) {
            const logits = Array<number>(size).fill(1);
            logits[place] = value;
            const floats = { logits, weights: [1], slopes: Array<number>(size).fill(0), losses: [0] };
            check({ title: 'softmax', floats, call: (k, at) => k.softmax(1, size, at.logits, at.slopes) });
            check({
              title: `crossEntropy of ${size}, ${value} at ${place}`,
              floats,
              ints: { targets: [0] },
              call: (k, at) => k.crossEntropy(1, size, at.logits, at.targets, at.weights, 1, at.slopes, at.losses),
            });
          }
        }
      }
    });

    it('reach the elements of a product that depend on them, and no others', () => {
      for (const [m, size] of [
        [1, 7],
        [2, 17],
        [5, 9],
        [30, 9],
      ]) {
        for (const transposeB of [false, true]) {
          for (const place of [0, size - 1]) {
            const a = Array<number>(m * size).fill(1);
            a[(m - 1) * size + place] = NaN;
            const b = Array<number>(size * size).fill(1);
            b[place] = Infinity;
            const c = Array<number>(m * size).fill(0);
            const call: KernelCase['call'] = (k, at) =>
              k.matmul({
                m,
                n: size,
                k: size,
                a: at.a,
                lda: size,
                transposeA: false,
                b: at.b,
                ldb: size,
                transposeB,
                c: at.c,
                ldc: size,
                accumulate: false,
              });
            check({ title: `matmul ${m} x ${size}`, floats: { a, b, c }, call });
          }
        }
      }
    });

    it('leave a large sum of many small numbers exact to 32 bit', () => {
      const count = 1_000_003;
      const x = backend.base;
      backend.floats(x, count).fill(0.1);
      const exact = Math.fround(0.1) * count;
      assert.ok(Math.abs(backend.kernels.sum(count, x) / exact - 1) < 1e-9);
      assert.ok(Math.abs(backend.kernels.sumOfSquares(count, x) / (exact * Math.fround(0.1)) - 1) < 1e-9);
    });
  });
}
