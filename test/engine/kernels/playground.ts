import type { Backend, Kernels } from '../../../engine/contracts/backend';
import { reference64, type BackendCase } from '../support/backends';
import assert from 'node:assert/strict';

/** Arrays by name. Those of whole numbers under `ints`. */
export interface KernelCase {
  readonly title: string;
  readonly floats: Record<string, readonly number[]>;
  readonly ints?: Record<string, readonly number[]>;
  /** Room by name, in floats, that is filled with zeros and not compared afterwards. */
  readonly scratch?: Record<string, number>;
  readonly call: (kernels: Kernels, at: Record<string, number>) => number | void;
  /** Greatest difference from the 64-bit reference in units of 2^-24 (1 + |value|): roundings that the arithmetic explains. */
  readonly roundings: number;
}

export interface Outcome {
  readonly floats: Record<string, number[]>;
  readonly result: number | void;
}

const guard = -123.25;
/** Floats before, between and after the arrays. Odd, so that no array but the first is aligned to 16 bytes. */
const guards = 5;

/** A generator for test data: 32-bit floats within [-range, range]. */
export function randomFloats(seed: number): (count: number, range?: number) => number[] {
  let state = seed >>> 0 || 1;
  const next = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  return (count, range = 2) => Array.from({ length: count }, () => Math.fround((2 * next() - 1) * range));
}

/** Runs one kernel on fresh arrays and checks that it wrote nowhere else. */
export function perform(backend: Backend, { floats, ints = {}, scratch = {}, call, title }: KernelCase): Outcome {
  const width = backend.type === 'f64' ? 8 : 4;
  const at: Record<string, number> = {};
  let end = backend.base;
  const fence: number[] = [];
  const addFence = () => {
    backend.floats(end, guards).fill(guard);
    fence.push(end);
    end += guards * width;
  };
  addFence();
  const place = (name: string, values: readonly number[]) => {
    at[name] = end;
    backend.floats(end, values.length).set(values);
    end += values.length * width;
    addFence();
  };
  for (const [name, values] of Object.entries(floats)) place(name, values);
  for (const [name, count] of Object.entries(scratch)) place(name, Array<number>(count).fill(0));
  for (const [name, values] of Object.entries(ints)) {
    at[name] = end;
    backend.ints(end, values.length).set(values);
    end += Math.ceil((values.length * 4) / width) * width;
  }
  addFence();
  const result = call(backend.kernels, at);
  for (const pointer of fence) {
    assert.ok(
      backend.floats(pointer, guards).every((value) => value === guard),
      `${title} wrote outside of its arrays`,
    );
  }
  const outcome = Object.entries(floats).map(([name, values]) => [name, [...backend.floats(at[name], values.length)]]);
  return { floats: Object.fromEntries(outcome), result };
}

function difference(actual: number, expected: number): number {
  const rounded = Math.fround(expected);
  if (Object.is(actual, rounded) || actual === rounded) return 0;
  if (!Number.isFinite(actual) || !Number.isFinite(rounded)) return Infinity;
  return (Math.abs(actual - expected) / (1 + Math.abs(expected))) * 2 ** 24;
}

let truth: Backend | undefined;

/** Greatest difference of any array or result from the 64-bit reference, in the unit of `roundings`, and where it lies. */
export function deviation(backend: Backend, kernelCase: KernelCase): { greatest: number; where: string } {
  truth ??= reference64.create();
  const expected = perform(truth, kernelCase);
  const actual = perform(backend, kernelCase);
  let greatest = 0;
  let where = '';
  const look = (a: number, e: number, place: string) => {
    const by = difference(a, e);
    if (by > greatest) [greatest, where] = [by, `${place}: ${a} instead of ${e}`];
  };
  for (const [name, values] of Object.entries(expected.floats)) {
    values.forEach((value, i) => look(actual.floats[name][i], value, `${name}[${i}]`));
  }
  if (typeof expected.result === 'number') look(actual.result as number, expected.result, 'result');
  return { greatest, where };
}

export function assertAgrees({ create }: BackendCase, cases: Iterable<KernelCase>): void {
  const backend = create();
  for (const kernelCase of cases) {
    const { greatest, where } = deviation(backend, kernelCase);
    assert.ok(greatest <= kernelCase.roundings, `${kernelCase.title}: off by ${greatest} roundings at ${where}`);
  }
}
