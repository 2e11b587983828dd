import assert from 'node:assert/strict';
import type { Tensor } from '../../../engine/contracts/tensor';
import { Random, randomKey } from '../../../engine/core/random';
import { sizeOf } from '../../../engine/core/shape';
import type { Tape } from '../../../engine/core/tape';

export interface Stored {
  readonly shape: readonly number[];
  readonly data: readonly number[];
}

/** Normal numbers, the same for the same name. */
export function randomValues(count: number, name: string): number[] {
  const random = new Random(randomKey(5, name));
  return Array.from({ length: count }, () => random.normal());
}

/** A tracked tensor with given (or random) values. */
export function variable(tape: Tape, shape: readonly number[], values: readonly number[] | string): Tensor {
  const tensor = tape.variable(shape);
  write(tensor, typeof values === 'string' ? randomValues(sizeOf(shape), values) : values);
  return tensor;
}

export function constant(tape: Tape, shape: readonly number[], values: readonly number[] | string): Tensor {
  const tensor = tape.buffer(shape);
  write(tensor, typeof values === 'string' ? randomValues(sizeOf(shape), values) : values);
  return tensor;
}

export function integers(tape: Tape, shape: readonly number[], values: readonly number[]): Tensor {
  const tensor = tape.buffer(shape, 'int');
  tape.backend.ints(tensor.pointer, tensor.size).set(values);
  return tensor;
}

export function write(tensor: Tensor, values: ArrayLike<number>): void {
  tensor.tape.backend.floats(tensor.pointer, tensor.size).set(values);
}

export function read(tensor: Tensor): number[] {
  return [...tensor.tape.backend.floats(tensor.pointer, tensor.size)];
}

export function readGradient(tensor: Tensor): number[] {
  assert.notEqual(tensor.gradient, 0, `no gradient reached ${tensor.path ?? 'the tensor'}`);
  return [...tensor.tape.backend.floats(tensor.gradient, tensor.size)];
}

/** Asserts |actual - expected| <= tolerance * (1 + |expected|) for every element. */
export function assertClose(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  tolerance: number,
  what: string,
): void {
  assert.equal(actual.length, expected.length, `${what}: length`);
  for (let i = 0; i < actual.length; i++) {
    const difference = Math.abs(actual[i] - expected[i]);
    const allowed = tolerance * (1 + Math.abs(expected[i]));
    // Written so that NaN fails.
    if (!(difference <= allowed)) {
      assert.fail(`${what}[${i}]: ${actual[i]} is not ${expected[i]} within ${allowed} (off by ${difference})`);
    }
  }
}
