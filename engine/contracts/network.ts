import type { Tensor } from './tensor';
import type { InputSpec, OutputSpec } from './data';

/** Named record of state tensors, each `[batch, units]`. */
export type State = Readonly<Record<string, Tensor>>;

/** How a forward pass is run. */
export interface Pass {
  /** Whether dropout is on. */
  readonly training: boolean;
  /** Training step, the counter of all randomness inside the pass. */
  readonly step: number;
  /** Floats `[time, batch]`, 1 for real steps and 0 for padding at the end; all real when absent. */
  readonly mask?: Tensor;
}

/** What a step may know beside its input. */
export interface StepContext {
  /** Index in time, from 0. */
  readonly time: number;
  readonly pass: Pass;
}

/**
 * A recurrent cell: two methods, as in Haiku's RNNCore. One file in nn/cells, one line in the catalogue.
 * Stacking, direction, dropout and the time loop live outside, in nn/combine.
 */
export interface Cell {
  readonly units: number;
  /** Zeros, `[batch, units]` each. */
  initialState(batch: number): State;
  /** x `[batch, inputs]` -> y `[batch, units]` and the next state. */
  step(context: StepContext, x: Tensor, state: State): [Tensor, State];
  /**
   * Whole-sequence kernel, equal to the step form: x `[time, batch, inputs]` -> y `[time, batch, units]` in input order
   * (`reverse` reads from the end).
   */
  sequence?(x: Tensor, state: State, reverse: boolean): [Tensor, State];
}

/** A whole network from declared inputs to declared outputs. One file in models/, one line in the catalogue. */
export interface Model {
  readonly input: InputSpec;
  readonly output: OutputSpec;
  initialState(batch: number): State;
  /**
   * @param input int `[time, batch]` for tokens, floats `[time, batch, size]` for vectors
   * @returns output `[time, batch, size]` or `[batch, size]`, and the state after the last step
   */
  forward(input: Tensor, state: State, pass: Pass): [Tensor, State];
}
