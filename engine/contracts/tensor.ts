import type { Backend } from './backend';

/** Sizes of the axes, outermost first. Sequences are time-major: `[time, batch, units]`. */
export type Shape = readonly number[];

/** A dense, row-major block of a backend's memory. It knows the tape that records what is computed from it. */
export interface Tensor {
  readonly tape: Tape;
  readonly shape: Shape;
  /** Number of elements. */
  readonly size: number;
  /** Byte offset in the backend's memory. */
  readonly pointer: number;
  readonly element: 'float' | 'int';
  /** Whether a gradient is wanted. */
  readonly tracked: boolean;
  /** Byte offset of the gradient (same shape); 0 while there is none. */
  gradient: number;
}

/** One of the closed set of operations: forward beside backward. */
export interface Op<Attributes = unknown> {
  readonly name: string;
  /** Shapes of the outputs. Throws a Problem when the inputs do not fit. */
  shapes(inputs: readonly Tensor[], attributes: Attributes): Shape[];
  forward(backend: Backend, inputs: readonly Tensor[], outputs: readonly Tensor[], attributes: Attributes): void;
  /** Adds to the gradient of every tracked input, given the gradients of the outputs (0 = no gradient reaches it). */
  backward(backend: Backend, inputs: readonly Tensor[], outputs: readonly Tensor[], attributes: Attributes): void;
}

export interface Tape {
  readonly backend: Backend;
  /** False inside inference: nothing is recorded. */
  readonly recording: boolean;
  apply<A>(op: Op<A>, inputs: readonly Tensor[], attributes: A): Tensor[];
}
