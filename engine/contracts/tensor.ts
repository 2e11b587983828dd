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
  /** Name of a parameter, as on disk (`rnn.weight_ih_l0`). */
  readonly path?: string;
  /** Byte offset of the gradient (same shape); 0 while there is none. */
  readonly gradient: number;
}

/** Rows of a table `[entries, units]` by number that nobody has written out: `[...ids, units]`. */
export interface LookUp {
  readonly table: Tensor;
  readonly ids: Tensor;
}

/** One of the closed set of operations: forward beside backward. */
export interface Op<Attributes = unknown> {
  readonly name: string;
  /** Element type of the outputs, floats by default. No gradient goes through integers. */
  readonly element?: 'int';
  /**
   * The gradient of this input, where no other has reached it yet, takes the memory of this output: backward then overwrites it
   * (the pointers are the same) and adds to nothing.
   */
  readonly reuses?: { readonly input: number; readonly output: number };
  /** Shapes of the outputs. Throws a Problem when the inputs do not fit. */
  shapes(inputs: readonly Tensor[], attributes: Attributes): Shape[];
  forward(backend: Backend, inputs: readonly Tensor[], outputs: readonly Tensor[], attributes: Attributes): void;
  /** Adds to the gradient of every tracked input, given the gradients of the outputs (0 = no gradient reaches it). */
  backward(backend: Backend, inputs: readonly Tensor[], outputs: readonly Tensor[], attributes: Attributes): void;
}

/** A step that is repeated over the first axis of `x`, carrying a named state. */
export interface TimeLoop {
  readonly x: Tensor;
  readonly state: Readonly<Record<string, Tensor>>;
  /** From the last step to the first. */
  readonly reverse: boolean;
  readonly step: (x: Tensor, state: Readonly<Record<string, Tensor>>) => [Tensor, Readonly<Record<string, Tensor>>];
}

export interface Tape {
  readonly backend: Backend;
  /** False inside inference: nothing is recorded. */
  readonly recording: boolean;
  apply<A>(op: Op<A>, inputs: readonly Tensor[], attributes: A): Tensor[];
  /** A part of a tensor's memory under another shape; gradients are shared too. `offset` counts elements. */
  view(of: Tensor, offset: number, shape: Shape): Tensor;
  /** A new block of the step's memory, cleared to zero, that no gradient reaches. */
  zeros(shape: Shape): Tensor;
  /** A tape that writes graphs down takes a loop whole, as one node; tapes that compute have no such method. */
  loop?(loop: TimeLoop): ReturnType<TimeLoop['step']>;
  /** Lends `count` floats (not cleared) to `use`; they are taken back when it returns. */
  scratch(count: number, use: (pointer: number) => void): void;
  /**
   * The same, filled by `make` out of parameters alone: while the weights are frozen it is made but once, if it was needed when that
   * began. `key`: the tensor it is made of, one thing for each.
   */
  made(key: Tensor, count: number, make: (pointer: number) => void, use: (pointer: number) => void): void;
  /** Whether the weights stay as they are for many passes to come. */
  readonly frozen: boolean;
}
