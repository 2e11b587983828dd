import assert from 'node:assert/strict';
import type { Backend, UnaryName } from '../../../engine/contracts/backend';
import { allBackends } from '../support/backends';

const compiled = allBackends.filter(({ title }) => !title.startsWith('reference'));

/** Distance of neighbouring 32-bit floats at `value`. */
function ulp(value: number): number {
  return 2 ** Math.max(-149, Math.floor(Math.log2(Math.abs(value))) - 23);
}

/** 32-bit floats of every sign and exponent, zeros and subnormals included, and every `step`-th significand. */
function sweep(step: number): Float32Array {
  const bits = new Uint32Array(Math.floor(0xff800000 / step));
  for (let i = 0; i < bits.length; i++) bits[i] = i * step;
  return new Float32Array(bits.buffer).filter((x) => Number.isFinite(x));
}

function apply(backend: Backend, name: UnaryName, x: Float32Array): Float32Array {
  backend.floats(backend.base, x.length).set(x);
  backend.kernels.unary(name, x.length, backend.base, backend.base);
  return backend.floats(backend.base, x.length) as Float32Array;
}

/** Greatest error over the sweep, as `error` measures it. */
function greatestError(
  backend: Backend,
  name: UnaryName,
  truth: (x: number) => number,
  error: (difference: number, expected: number) => number,
): number {
  const x = sweep(8191);
  const y = apply(backend, name, x);
  let greatest = 0;
  for (let i = 0; i < x.length; i++) {
    const expected = truth(x[i]);
    const rounded = Math.fround(expected);
    if (Object.is(y[i], rounded)) continue;
    const measured = Number.isFinite(rounded) ? error(Math.abs(y[i] - expected), expected) : Infinity;
    // Not Math.max: NaN must not pass.
    if (!(measured <= greatest)) greatest = measured;
  }
  return greatest;
}

const inUlps = (difference: number, expected: number): number => difference / ulp(expected);
const absolute = (difference: number): number => difference;
const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

for (const { title, create } of compiled) {
  describe(`functions: ${title}`, () => {
    const backend = create(2 ** 24);
    for (const [name, truth, error, limit] of [
      ['exp', Math.exp, inUlps, 1.02],
      ['log', Math.log, inUlps, 0.82],
      ['sigmoid', sigmoid, absolute, 9e-8],
      ['tanh', Math.tanh, absolute, 9e-8],
      ['tanh', Math.tanh, inUlps, 2.4],
    ] as const) {
      it(`${name} errs by ${limit} ${error === absolute ? '' : 'ulp '}at most`, () => {
        const greatest = greatestError(backend, name, truth, error);
        assert.ok(greatest <= limit, `errs by ${greatest}`);
      });
    }
  });
}
