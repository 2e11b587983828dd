import type { CellConfig, EncoderDecoderConfig, FeedbackConfig } from '../../contracts/experiment';
import type { Pass, State } from '../../contracts/network';
import type { Tensor } from '../../contracts/tensor';
import { tanh } from '../../core/ops/activations';
import { at, concat, reshape, stack } from '../../core/ops/layout';
import type { ParameterStore } from '../../core/parameters';
import type { Attention, Source } from '../attention/attention';
import type { CellFactory } from '../cells/weights';
import type { Embedding } from '../layers/embedding';
import { Linear } from '../layers/linear';
import { Feedback } from './feedback';
import { RecurrentStack } from './stack';

export interface DecoderRequest {
  readonly store: ParameterStore;
  readonly seed: number;
  readonly createCell: CellFactory;
  readonly config: {
    readonly cell: CellConfig;
    readonly layers: number;
    readonly dropout: number;
    readonly variational: boolean;
    readonly feedback: FeedbackConfig;
  };
  /** Of the tokens that it reads. */
  readonly embedding: Embedding;
  readonly classes: number;
  /** Columns of a vector that every step reads; 0 for none. */
  readonly fixed: number;
  readonly attention?: LookingBack;
}

interface LookingBack {
  readonly of: Attention;
  readonly attend: NonNullable<EncoderDecoderConfig['attend']>;
  readonly inputFeeding: boolean;
}

/** What a decoder starts from, and what each of its steps may look at. */
export interface DecoderStart {
  readonly state: State;
  /** `[batch, fixed]`. */
  readonly fixed?: Tensor;
  readonly source?: Source;
}

interface Advance {
  /** What the head reads, `[time, batch, columns]`. */
  readonly features: Tensor;
  readonly state: State;
  /** `[time, batch, heads, source]`. */
  readonly attention?: Tensor;
}

/** Part of the state under input feeding: what the attention saw at the step before. */
const seen = 'attentional';

/**
 * Writes a sequence: embeds the token before, goes through a stack of cells, may look back at a source, and gives a
 * distribution over the next token.
 *
 *     before the cell:  c_t = attend(h_(t-1), source),  h_t = cell([y_(t-1), c_t], h_(t-1)),  output = W [h_t, c_t] + b
 *     after the cell:   h_t = cell(y_(t-1), h_(t-1)),  c_t = attend(h_t, source),
 *                       a_t = tanh(W_c [h_t, c_t]),  output = W a_t + b;  with input feeding the cell reads a_(t-1) too
 *
 * Parameters: `decoder.rnn.weight_ih_l0` ..., `combine.weight` (W_c), `head.weight`, `head.bias`.
 */
export class Decoder {
  private readonly stack: RecurrentStack;
  private readonly feedback: Feedback;
  private readonly combine: Linear | undefined;
  private readonly head: Linear;
  private readonly embedding: Embedding;
  private readonly attention: LookingBack | undefined;
  /** Name of the state that looks back: h of the uppermost layer. */
  private readonly query: string;
  private readonly store: ParameterStore;

  constructor({ store, seed, createCell, config, embedding, classes, fixed, attention }: DecoderRequest) {
    this.store = store;
    this.embedding = embedding;
    this.attention = attention;
    this.query = `l${config.layers - 1}.h`;
    this.feedback = new Feedback(config.feedback, seed);
    const { units } = config.cell;
    const seenSize = attention && (attention.attend === 'before' ? attention.of.outputs : units);
    const readsSeen = attention?.attend === 'before' || attention?.inputFeeding;
    const inputs = embedding.units + fixed + (readsSeen ? (seenSize ?? 0) : 0);
    const stackConfig = { ...config, seed, bidirectional: false, name: 'decoder.rnn', side: 'target' } as const;
    this.stack = new RecurrentStack(inputs, stackConfig, (suffix, size) =>
      createCell(store.scope('decoder.rnn', suffix), size, config.cell),
    );
    if (attention?.attend === 'after') {
      this.combine = new Linear(store.scope('combine'), units + attention.of.outputs, units, { bias: false });
    }
    const features = attention?.attend === 'before' ? units + attention.of.outputs : units;
    this.head = new Linear(store.scope('head'), features, classes);
  }

  /** Zeros, for each part that a bridge may fill. */
  initialState(batch: number): State {
    return this.stack.initialState(batch);
  }

  /** The outputs for a whole sequence, `[time, batch, classes]`. @param inputs int `[time, batch]`, from the start symbol on */
  forward(inputs: Tensor, start: DecoderStart, pass: Pass): Tensor {
    const fedBack = this.feedback.own(pass) > 0;
    if (!fedBack && !this.stepwise)
      return this.output(this.advance(inputs, this.first(start), start, pass).features, pass);
    const outputs = this.feedback.unfold(inputs, pass, this.first(start), (input, time, state) => {
      const here = { ...pass, offset: time };
      const { features, state: next } = this.advance(input, state, start, here);
      return { output: at(fedBack ? this.output(features, here) : features, 0), state: next };
    });
    return fedBack ? outputs : this.output(outputs, pass);
  }

  /** One step. @param previous int `[batch]` @param state at first that of `first` */
  step(previous: Tensor, state: State, start: Omit<DecoderStart, 'state'>, pass: Pass) {
    const [batch] = previous.shape;
    const { features, state: next, attention } = this.advance(reshape(previous, [1, batch]), state, start, pass);
    return { output: at(this.output(features, pass), 0), state: next, attention: attention && at(attention, 0) };
  }

  /** The state before the first step: that of the start, and nothing seen yet. */
  first({ state }: DecoderStart): State {
    const [{ shape }] = Object.values(state);
    if (!this.attention?.inputFeeding || !this.combine) return state;
    return { ...state, [seen]: this.store.tape.zeros([shape[0], this.combine.outputs]) };
  }

  /** Whether a step reads what the step before looked at, so that steps cannot be taken at once. */
  private get stepwise(): boolean {
    return this.attention?.attend === 'before' || this.attention?.inputFeeding === true;
  }

  /** Steps at once: one step where `stepwise`. */
  private advance(inputs: Tensor, state: State, start: Omit<DecoderStart, 'state'>, pass: Pass): Advance {
    const [time] = inputs.shape;
    const { recorder, offset = 0 } = pass;
    const embedded = this.embedding.forward(inputs);
    const read = [recorder ? recorder.input('target', embedded, offset) : embedded];
    if (start.fixed) read.push(repeat(start.fixed, time));
    const before = this.attention?.attend === 'before' ? this.look(over(state[this.query]), start, pass) : undefined;
    if (before) read.push(before.context);
    else if (state[seen]) read.push(over(state[seen]));
    const run = this.stack.forward(read.length === 1 ? read[0] : concat(read), state, { ...pass, mask: undefined });
    if (before) {
      return { features: concat([run.outputs, before.context]), state: run.state, attention: before.weights };
    }
    const after = this.look(run.outputs, start, pass);
    if (!after || !this.combine) return { features: run.outputs, state: run.state };
    const features = tanh(this.combine.forward(concat([run.outputs, after.context])));
    const next = this.attention?.inputFeeding ? { ...run.state, [seen]: at(features, time - 1) } : run.state;
    return { features, state: next, attention: after.weights };
  }

  private look(query: Tensor, { source }: Omit<DecoderStart, 'state'>, { recorder, offset = 0 }: Pass) {
    if (!this.attention || !source) return undefined;
    const { heads } = this.attention.of;
    const looked = this.attention.of.attend(query, source);
    const [time, batch, , steps] = looked.weights.shape;
    const place = { node: 'attention', side: 'target', over: 'source', heads } as const;
    recorder?.record(place, 'attention', { a: reshape(looked.weights, [time, batch, heads * steps]) }, offset);
    return looked;
  }

  private output(features: Tensor, { recorder, offset = 0 }: Pass): Tensor {
    const y = this.head.forward(features);
    recorder?.record({ node: 'head', side: 'target' }, 'output', { y }, offset);
    return y;
  }
}

/** One step as a sequence: `[batch, ...]` -> `[1, batch, ...]`. */
function over(x: Tensor): Tensor {
  return reshape(x, [1, ...x.shape]);
}

/** The same at every step: `[batch, ...]` -> `[time, batch, ...]`. */
function repeat(x: Tensor, time: number): Tensor {
  return time === 1 ? over(x) : stack(Array.from({ length: time }, () => x));
}
