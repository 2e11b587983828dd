import type { Backend } from '../contracts/backend';
import type { BatchBuffer, Batches } from '../contracts/data';
import { Feed } from '../core/feed';
import { type CreateModel, Network } from '../core/network';
import type { Symbols } from './answer-limits';
import { Continuation, longestPiece, outputOf } from './continuation';
import { DecoderRun } from './decoder-run';
import { decodeGreedily } from './greedy';
import { inputTensor } from './input-tensor';

export interface InferenceRequest {
  readonly createModel: CreateModel;
  /** The part to go through; none for generating and forecasting. */
  readonly batches?: Batches;
  /** Longest single sequence of vectors, for forecasting. */
  readonly window?: number;
  /** One input that is read as a whole or answered, and how many answers are followed at once. */
  readonly question?: { readonly input: readonly number[]; readonly lanes: number };
}

/** One batch as the model saw and answered it. Arrays are the live memory: to be read before the next batch. */
export interface BatchResult {
  readonly index: number;
  /** Number of batches in the part. */
  readonly batches: number;
  /** Sum of the losses of the weight-1 rows. */
  readonly loss: number;
  readonly count: number;
  /** Loss of every row (classes) or squared error of every element (values), times its weight. */
  readonly losses: Float32Array | Float64Array;
  readonly output: Float32Array | Float64Array;
  readonly buffer: BatchBuffer;
}

/** A trained network in a memory of its own, with what evaluation, generation and forecasting do to it. */
export class InferenceProgram {
  readonly network: Network;
  private readonly feed: Feed | undefined;

  constructor(
    backend: Backend,
    private readonly request: InferenceRequest,
  ) {
    this.network = new Network(backend, 0, request.createModel);
    const { batches } = request;
    this.feed = batches && new Feed(this.network, batches.shape, batches.continuous);
    this.network.tape.seal();
  }

  /** Ends the threads of the backend. */
  dispose(): void {
    this.network.tape.backend.dispose();
  }

  /** Goes through the whole part in order. */
  *batches(): Generator<BatchResult> {
    const { batches } = this.request;
    for (let index = 0; index < (batches?.count ?? 0); index++) {
      const result = this.batch(index);
      if (result) yield result;
    }
  }

  /** What the decoder answers to the sequences of the batch that was read last: the likeliest token at every step. */
  answers(symbols: Symbols): number[][] {
    return decodeGreedily(this.read(), this.request.batches?.shape.batch ?? 0, symbols);
  }

  /** Reads one input (token ids, or rows of numbers one after the other), to be answered. Its lane may be repeated as often as the request says. */
  ask(values: readonly number[]): DecoderRun {
    return DecoderRun.start(this.network, 1, () => ({ input: inputTensor(this.network, values, 1) }));
  }

  /** Reads one input as a whole. Gives the output of every step, `[time, size]`. */
  look(tokens: readonly number[]): Float64Array {
    const { tape, model } = this.network;
    const { backend } = tape;
    tape.reset();
    return tape.inference(() => {
      const input = tape.buffer([tokens.length, 1], 'int');
      if (!backend.planning) backend.ints(input.pointer, input.size).set(tokens);
      const [output] = model.forward(input, model.initialState(1), { training: false, step: 0 });
      if (backend.planning) return new Float64Array(output.size);
      return Float64Array.from(backend.floats(output.pointer, output.size));
    });
  }

  /** Reads the batch once more, to be answered. */
  private read(): DecoderRun {
    const { feed } = this;
    const { batches } = this.request;
    if (!feed || !batches) throw new Error('there is no part to go through');
    return DecoderRun.start(this.network, batches.shape.batch, () => ({
      input: feed.input,
      pass: feed.pass(false, 0),
    }));
  }

  /** All the kinds of work once, in a dry run. */
  exercise(): void {
    if (this.request.batches) this.batch(0);
    const { input, decoding } = this.network.model;
    if (decoding) {
      const zeros = (count = 0) => Array.from({ length: count }, () => 0);
      const { batches, question } = this.request;
      if (batches) this.read().step(zeros(batches.shape.batch));
      if (question) {
        const run = this.ask(question.input);
        run.repeat(question.lanes);
        run.step(zeros(question.lanes));
      }
      return;
    }
    const { question, window } = this.request;
    if (question) this.look(question.input);
    else if (input.kind === 'tokens') {
      const text = new Continuation(this.network);
      text.tokens([0]);
      text.tokens(Array.from({ length: longestPiece }, () => 0));
    } else if (window) outputOf(this.network, new Float64Array(window * input.size));
  }

  private batch(index: number): BatchResult | undefined {
    const { tape, model } = this.network;
    const { backend } = tape;
    const { batches } = this.request;
    const { feed } = this;
    if (!batches || !feed) return undefined;
    tape.reset();
    return tape.inference(() => {
      const count = feed.read(batches, 0, index);
      const [output, state] = model.forward(feed.input, feed.state(index === 0), feed.pass(false, 0));
      const { loss, losses } = feed.loss(output, 1);
      feed.keep(state);
      if (!feed.buffer) return undefined;
      return {
        index,
        batches: batches.count,
        loss: backend.kernels.sum(1, loss.pointer),
        count,
        losses: backend.floats(losses.pointer, losses.size),
        output: backend.floats(output.pointer, output.size),
        buffer: feed.buffer,
      };
    });
  }
}

/** Bytes that inference takes, by a dry run on a planning backend. */
export function planInference(request: InferenceRequest, planning: Backend): number {
  const program = new InferenceProgram(planning, request);
  program.exercise();
  return program.network.tape.arena.peak;
}
