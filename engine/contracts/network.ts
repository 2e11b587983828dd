import type { LookUp, Tensor } from './tensor';
import type { InputSpec, OutputSpec } from './data';
import type { Side, TraceKind } from './inspection';

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
  /** Looks into the pass. Absent in a pass that nobody looks into: it then pays for nothing. */
  readonly recorder?: Recorder;
  /** Step of the side at which this call begins: for models that call their layers once a step (feeding outputs back). */
  readonly offset?: number;
  /** Of pairs: int `[decoder time, batch]` (or floats, with a size), the target one step late from the start symbol on. */
  readonly decoderInput?: Tensor;
}

/** Takes what layers and cells compute in a pass. See engine/inspect. */
export interface Recorder {
  /** Whether each step shall be computed by itself, so that its states have gradients of their own: no whole-sequence kernels. */
  readonly stepwise: boolean;
  /**
   * The vectors that the steps of a side read: embedded tokens, or the values of a table, `[time, batch, size]`. Gives what is
   * to be read instead (the same, unless gradients of the inputs are wanted).
   */
  input(side: Side, x: Tensor, offset: number): Tensor;
  /**
   * Results of one kind at one place.
   *
   * @param results by symbol: `[time, batch, columns]` from step `first` on, or `[batch, columns]` of step `first` alone
   */
  record(place: Place, kind: TraceKind, results: Results, first: number): void;
}

/** Where something is computed. */
export interface Place {
  /** Name of the layer, as it is in the paths of its weights: `rnn.l0`, `rnn.l1_reverse`, `decoder.attention`. */
  readonly node: string;
  /** Whose steps it goes through. */
  readonly side: Side;
  /** From 0, in a stack. */
  readonly layer?: number;
  readonly direction?: 'forward' | 'backward';
  /** Attention: whose steps the weights stand for; with several heads a result is `[..., batch, heads * columns]`. */
  readonly over?: Side;
  readonly heads?: number;
}

/** By the symbol of the field's equations: a tensor, or one of the equal parts that its last axis is made of. */
export type Results = Readonly<Record<string, Tensor | Part>>;

export interface Part {
  readonly of: Tensor;
  /** From 0. */
  readonly part: number;
  readonly parts: number;
}

/** Takes results of one kind; cells call it as `record?.('gate', { i, f, o })`. */
export type RecordResults = (kind: TraceKind, results: Results) => void;

/** What a step may know beside its input. */
export interface StepContext {
  /** Index in time, from 0. */
  readonly time: number;
  readonly pass: Pass;
  /** Takes what the step computes, `[batch, units]` each. Absent where nobody looks. */
  readonly record?: RecordResults;
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
   * Whole-sequence kernel, equal to the step form: x `[time, batch, inputs]` (looked up or not) -> y `[time, batch, units]` in input order
   * (`reverse` reads from the end). `record` takes what the kernel computed, `[time, batch, units]` each, as `step` would give it.
   * The state given back is that behind the last step, or behind the rows `ends` (int `[batch]`) of `[time * batch]`.
   */
  sequence?(x: Tensor | LookUp, state: State, reverse: boolean, record?: RecordResults, ends?: Tensor): [Tensor, State];
}

/** A whole network from declared inputs to declared outputs. One file in models/, one line in the catalogue. */
export interface Model {
  readonly input: InputSpec;
  readonly output: OutputSpec;
  initialState(batch: number): State;
  /**
   * @param input int `[time, batch]` for tokens, floats `[time, batch, size]` for vectors
   * @returns output `[time, batch, size]` or `[batch, size]`, and the state after the last step; with a decoder `time` is
   * that of `pass.decoderInput`, and nothing is carried on
   */
  forward(input: Tensor, state: State, pass: Pass): [Tensor, State];
  /** Of models that generate a sequence from an input: the same network, one output at a time. */
  readonly decoding?: Decoding;
}

/** What `forward` does at once, step by step: for greedy search, sampling and beam search. */
export interface Decoding {
  /** Reads the whole input; `pass.mask` where it is padded. */
  encode(input: Tensor, pass: Pass): Memory;
  /** One step. @param previous int `[batch]`: the start symbol at first, then what was chosen @param state at first the memory's */
  decode(memory: Memory, previous: Tensor, state: State, pass: Pass): Decoded;
}

/**
 * What a decoder knows of its input. Sequences are independent of each other, so those of a batch may be repeated, reordered
 * or left out, in the state and the context alike (core/select.ts).
 */
export interface Memory {
  /** Where the decoder starts. */
  readonly state: State;
  /** What every step may look at, by name; each `[time, batch, size]`. */
  readonly context: Readonly<Record<string, Tensor>>;
}

export interface Decoded {
  /** `[batch, size]`: of classes, before the softmax. */
  readonly output: Tensor;
  readonly state: State;
  /** `[batch, heads, source time]`, rows sum to 1; of models with attention. */
  readonly attention?: Tensor;
}
