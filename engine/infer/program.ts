import type { Backend } from '../contracts/backend';
import type { BatchBuffer, Batches } from '../contracts/data';
import { Feed } from '../core/feed';
import { type CreateModel, Network } from '../core/network';
import { Continuation, longestPiece, outputOf } from './continuation';

export interface InferenceRequest {
  readonly createModel: CreateModel;
  /** The part to go through; none for generating and forecasting. */
  readonly batches?: Batches;
  /** Longest single sequence of vectors, for forecasting. */
  readonly window?: number;
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

  /** Goes through the whole part in order. */
  *batches(): Generator<BatchResult> {
    const { batches } = this.request;
    for (let index = 0; index < (batches?.count ?? 0); index++) {
      const result = this.batch(index);
      if (result) yield result;
    }
  }

  /** All the kinds of work once, in a dry run. */
  exercise(): void {
    if (this.request.batches) this.batch(0);
    const { input, decoding } = this.network.model;
    if (decoding) return;
    if (input.kind === 'tokens') new Continuation(this.network).tokens(Array.from({ length: longestPiece }, () => 0));
    else if (this.request.window) outputOf(this.network, new Float64Array(this.request.window * input.size));
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
