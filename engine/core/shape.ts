import type { Shape } from '../contracts/tensor';
import { Problem } from '../contracts/problem';

export function sizeOf(shape: Shape): number {
  return shape.reduce((product, size) => product * size, 1);
}

export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((size, axis) => size === b[axis]);
}

/** Size of the last axis. */
export function columnsOf(shape: Shape): number {
  return shape[shape.length - 1] ?? 1;
}

/** Product of all axes but the last. */
export function rowsOf(shape: Shape): number {
  return sizeOf(shape.slice(0, -1));
}

export function showShape(shape: Shape): string {
  return `[${shape.join(', ')}]`;
}

/** The error of an operation whose inputs do not fit together. */
export function misfit(operation: string, ...shapes: Shape[]): Problem {
  return new Problem('internal.shape', { operation, shapes: shapes.map(showShape).join(' ') });
}
