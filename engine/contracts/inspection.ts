import type { CheckpointName } from './checkpoint';
import type { PartName } from './data';

/** Where the steps of an inspection stand: what the network reads, and what an encoder-decoder writes. */
export type Side = 'source' | 'target';

/** What a run's network is shown. */
export type InspectionInput =
  /**
   * A text. `target` is what an encoder-decoder shall write (teacher forcing; without it, it writes by itself), or the tags of a
   * text that is tagged (without them there is no loss). A text for cloze has gaps; in one without, tokens are hidden at random.
   */
  | { readonly kind: 'text'; readonly text: string; readonly target?: string }
  /** Rows of a table as text, its header line included. */
  | { readonly kind: 'table'; readonly text: string }
  /** A stretch of the run's own data: tokens, rows or sequences of a part, counted from 0. */
  | { readonly kind: 'part'; readonly part: PartName; readonly from: number; readonly length: number };

/**
 * One pass of a run's network over one input, at one checkpoint, with every gate, state, candidate, attention weight and output
 * of every layer and step recorded. The numbers themselves stay with the engine and are asked for in slices.
 */
export interface Inspection {
  /** What later questions name it by. */
  readonly id: string;
  /** Name of the run. */
  readonly run: string;
  readonly task: string;
  readonly model: string;
  readonly checkpoint: CheckpointName;
  /** Training steps that the weights have seen. */
  readonly step: number;
  readonly input: InspectionInput;
  /**
   * The steps of each side: tokens as they stand in the text (joined they are the text), or dates or row numbers. A decoder's
   * last step is the end of what it writes: an empty string.
   */
  readonly sides: Readonly<Partial<Record<Side, readonly string[]>>>;
  /** Cloze: steps whose tokens were hidden from the network. */
  readonly hidden?: readonly number[];
  /** In the order in which the network computes them. */
  readonly traces: readonly TraceInfo[];
  readonly graph: ModelGraph;
  /** Steps of truncated back-propagation through time that the run learnt with; absent where whole sequences are read. */
  readonly truncation?: number;
  /** Which of the other questions make sense here. */
  readonly offers: readonly InspectionOffer[];
}

/**
 * `saliency` and `flow`: there is a loss to go back from; `match`: the run's data can be searched; `rollout`: the model's output
 * can be its next input; `beam`: it decodes with a beam; `lengths`: accuracy by input length; `cloze`: it reads from both sides.
 */
export type InspectionOffer = 'saliency' | 'flow' | 'match' | 'rollout' | 'beam' | 'lengths' | 'cloze';

/** `input` and `loss` are what the pass was given and came to; the others are the network's own. */
export type TraceKind = 'input' | 'gate' | 'candidate' | 'state' | 'attention' | 'output' | 'probability' | 'loss';

/** What is known of one recorded array, `[steps, heads, columns]`. */
export interface TraceInfo {
  /** `rnn.l0.i`: the node, then the symbol of the field's equations. */
  readonly name: string;
  readonly symbol: string;
  readonly kind: TraceKind;
  /** The node of the graph that computes it. */
  readonly node: string;
  /** From 0, where the node is a layer of a stack. */
  readonly layer?: number;
  readonly direction?: 'forward' | 'backward';
  /** Whose steps the rows are. */
  readonly side: Side;
  readonly steps: number;
  /** Heads of an attention; 1 elsewhere. */
  readonly heads: number;
  /** Units, classes, columns of a table, or steps of `columnSide`. */
  readonly columns: number;
  /** Attention: whose steps the columns are. */
  readonly columnSide?: Side;
  /** What the columns are called, where they have names: tokens of a vocabulary, columns of a table. */
  readonly columnNames?: readonly string[];
  /** Least and greatest finite value. */
  readonly least: number;
  readonly greatest: number;
  /** Whether zero is a middle that matters (tanh, a state), not an end (sigmoid, a probability). */
  readonly diverging: boolean;
}

/** By number; by variance over the steps, greatest first; or so that units that go together stand together. */
export type UnitOrder = 'index' | 'variance' | 'cluster';

/** A stretch, the end excluded. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** A rectangle of a trace, thinned to at most `rows` by `columns` points. */
export interface SliceRequest {
  readonly trace: string;
  readonly steps: Span;
  /** Places in `order`. */
  readonly units: Span;
  readonly order: UnitOrder;
  /** One head, or the mean of all. */
  readonly head?: number | 'mean';
  readonly rows: number;
  readonly columns: number;
}

export interface TraceSlice {
  /** Points in each direction; point i stands for the steps (units) from floor(i * n / points) to floor((i + 1) * n / points). */
  readonly rows: number;
  readonly columns: number;
  /** `[rows, columns]`: the mean of what a point stands for. */
  readonly values: Float32Array;
  /** Unit of each place in the asked-for stretch. */
  readonly units: Uint32Array;
}

/** The nodes of a network as one pass went through them, in order of execution. */
export interface ModelGraph {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
}

export interface GraphNode {
  /** `embedding`, `rnn.l0`, `rnn.l0_reverse`, `head`... */
  readonly id: string;
  readonly kind: 'input' | 'embedding' | 'recurrent' | 'attention' | 'linear' | 'other' | 'output';
  /** Shape of what it gives out, time first and batch left out. */
  readonly shape: readonly number[];
  readonly parameters: readonly { readonly path: string; readonly shape: readonly number[] }[];
  readonly parameterCount: number;
  /** Bytes of its weights, and of what it computed in this pass. */
  readonly parameterBytes: number;
  readonly activationBytes: number;
  /** Names of its traces. */
  readonly traces: readonly string[];
}

export interface GraphEdge {
  readonly from: string;
  readonly to: string;
  /** Whether it goes from one step to the next (in the reading direction of the node). */
  readonly recurrent: boolean;
}

export interface FlowRequest {
  /** All pairs of a stretch of the source (or target) side; at most some hundred steps. */
  readonly steps: Span;
}

/** How far back a loss reaches: norms of d loss_t / d s_k for a state s (h, c) of each layer. */
export interface GradientFlow {
  readonly steps: Span;
  readonly states: readonly StateFlow[];
}

export interface StateFlow {
  /** Trace of the state: `rnn.l0.h`. */
  readonly trace: string;
  /** Steps t whose losses were gone back from; the last step alone where there is one loss a sequence. */
  readonly losses: Uint32Array;
  /** `[losses, steps]`: norm of d loss_t / d s_k; NaN where the state at k comes after the loss at t in reading order. */
  readonly norms: Float32Array;
  /** By lag t - k, from 0: geometric mean of the norms, NaN where there is none. A mean of logarithms shows the rate of decay. */
  readonly byLag: Float32Array;
}

/** Gradient norm by lag, sampled while the run trained. */
export interface ProbeSeries {
  /** Training steps of the samples. */
  readonly steps: readonly number[];
  /** By state trace: `[samples, lags]`. */
  readonly states: readonly { readonly trace: string; readonly lags: number; readonly norms: Float32Array }[];
}

/** What each step added to the gradient of one weight of a recurrent layer. */
export interface WeightContributions {
  readonly parameter: string;
  /** Norm of what each step added. */
  readonly norms: Float32Array;
  /** What each step added along the direction of the whole gradient; sums to `norm`. */
  readonly along: Float32Array;
  /** Norm of the whole gradient. */
  readonly norm: number;
}

export interface SaliencyRequest {
  readonly method: 'gradient-times-input' | 'integrated-gradients';
  /** Step whose output is explained (of the side that writes); ignored where there is one output a sequence. */
  readonly step: number;
  /** Class (its logarithm of probability is explained) or number of the output; absent: the likeliest, or the first. */
  readonly output?: number;
}

export interface Saliency {
  readonly method: SaliencyRequest['method'];
  readonly step: number;
  readonly output: number;
  /** What `output` is called: a token, or a column. */
  readonly name: string;
  /** Signed share of each step of the source side in `value - baseline`; for gradient times input a local estimate of it. */
  readonly scores: Float32Array;
  /** What is explained, and what it is when the input is all zero (embedded tokens, or scaled values). */
  readonly value: number;
  readonly baseline: number;
}

/** Units that are on in a stretch and off around it, and where else they are on together (Strobelt et al. 2018, LSTMVis). */
export interface MatchRequest {
  /** Trace whose units are looked at, usually `rnn.lN.h` or `.c`. */
  readonly trace: string;
  readonly steps: Span;
  /** A unit is on where its value is at least this much. */
  readonly threshold: number;
  /** Steps right before and after the stretch at which a unit must be off; 0 leaves out the demand. */
  readonly around: number;
  /** Units to search with instead of those found. */
  readonly units?: readonly number[];
  /** Part of the run's data to search. */
  readonly part: PartName;
  /** Most places to give. */
  readonly limit: number;
}

export interface MatchResult {
  /** On throughout the stretch and off around it. */
  readonly units: readonly number[];
  /** Steps that were searched. */
  readonly searched: number;
  /** Best first: most of the units on together over a stretch of like length. */
  readonly places: readonly MatchPlace[];
}

export interface MatchPlace {
  /** Position in the part: of the first step, or of the sequence where the part holds sequences. */
  readonly position: number;
  /** First step in its sequence; absent where the part is one long sequence. */
  readonly step?: number;
  /** Steps of the stretch over which the units are on. */
  readonly length: number;
  /** How many of the units. */
  readonly units: number;
  /** Tokens or labels from `context` steps before the stretch to as many after it. */
  readonly labels: readonly string[];
  readonly context: number;
}

/** The same input read as it is (teacher forcing) and with the model's own outputs fed back (open loop). */
export interface Rollout {
  /** Steps that were read before the model went on by itself. */
  readonly warmUp: number;
  /** Labels of the steps after the warm-up. */
  readonly labels: readonly string[];
  readonly curves: readonly RolloutCurve[];
  /** What the model wrote, by step (tokens); absent for tables. */
  readonly written?: readonly string[];
}

/** By step after the warm-up. Error: nats of the true token, or absolute error of a column in the file's units. */
export interface RolloutCurve {
  readonly name: string;
  readonly unit: 'nats' | 'value';
  readonly truth?: readonly number[];
  readonly forced: readonly number[];
  readonly open: readonly number[];
  readonly forcedError: readonly number[];
  readonly openError: readonly number[];
}

/** Beam search as a tree: every candidate that was kept or among the best left out, step by step. */
export interface BeamTree {
  readonly width: number;
  /** Parents come before their children. */
  readonly nodes: readonly BeamNode[];
}

export interface BeamNode {
  /** Index of the parent among the nodes; -1 for the first step. */
  readonly parent: number;
  readonly step: number;
  readonly token: string;
  /** Sum of logarithms of probability up to here, and the score that the search orders by (length penalty included). */
  readonly logProbability: number;
  readonly score: number;
  /** Whether the search went on from here, and whether it is on the way to the best answer. */
  readonly kept: boolean;
  readonly best: boolean;
  readonly ends: boolean;
}

/** Accuracy by length of the input. */
export interface LengthAccuracy {
  readonly part: PartName;
  /** Ends of the ranges of lengths, the end included, and in each: sequences, the share of exact matches of greedy search, and the share of right tokens under teacher forcing. */
  readonly bins: readonly {
    readonly from: number;
    readonly to: number;
    readonly sequences: number;
    readonly exact: number;
    readonly tokenAccuracy: number;
  }[];
}

/** How much each side contributed to the prediction of a hidden token. */
export interface ClozeShares {
  readonly positions: readonly {
    readonly step: number;
    /** The hidden token; where nobody knows it (a gap), the one that the network takes for the likeliest. */
    readonly truth: string;
    /**
     * Logarithm of probability of the truth from both sides, and without what stands on one of them: the network then begins
     * (or ends) its reading at the hidden token, in the state in which it begins a text.
     */
    readonly both: number;
    readonly withoutLeft: number;
    readonly withoutRight: number;
  }[];
}
