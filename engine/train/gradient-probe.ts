import type { StoredTensor } from '../contracts/checkpoint';
import type { BatchBuffer, BatchShape } from '../contracts/data';
import { Feed } from '../core/feed';
import type { Network } from '../core/network';
import { gradientOf } from '../inspect/bench';
import { type StateSteps, StepRecorder } from '../inspect/step-recorder';

/** Sequences of a batch that a probe goes back through: enough for a mean, and quick. */
const mostSequences = 4;

/** Whether all sequences have one length and their outputs stand beside their inputs: then one lag means the same for all. */
export function canProbe({ masked, decoder }: BatchShape): boolean {
  return !masked && !decoder;
}

/**
 * How far back the loss of the last step reaches in training: the norm of d loss / d s_k by lag, for the state s of every layer. Works on
 * the first sequences of the batch that was trained on last, in the memory of the training program, and changes nothing that training
 * goes on from: it reads weights, starts from the zero state, and leaves gradients that the next step clears.
 */
export class GradientProbe {
  private readonly feed: Feed;
  private readonly shape: BatchShape;

  /** To be made before the tape is sealed. */
  constructor(
    private readonly network: Network,
    private readonly whole: BatchShape,
  ) {
    this.shape = { ...whole, batch: Math.min(whole.batch, mostSequences) };
    this.feed = new Feed(network, this.shape, false);
  }

  /**
   * @param batch what was trained on; undefined in a dry run
   * @returns by trace, the norm of every lag from 0 (geometric mean over the sequences); undefined when nothing is predicted at the last step
   */
  measure(batch: BatchBuffer | undefined): Map<string, StoredTensor> | undefined {
    const { tape, model } = this.network;
    const { feed, shape } = this;
    tape.reset();
    if (batch && feed.buffer) {
      copyFirst(batch, feed.buffer, this.whole, shape);
      const last = feed.buffer.weights.length - shape.batch;
      feed.buffer.weights.fill(0, 0, last);
      if (feed.buffer.weights.subarray(last).every((weight) => weight === 0)) return undefined;
    }
    const recorder = new StepRecorder(tape);
    const [output] = model.forward(feed.input, feed.state(true), { ...feed.pass(false, 0), recorder });
    tape.backward(feed.loss(output, 1).loss);
    if (!feed.buffer) return undefined;
    const used = recorder.states.filter(
      ({ place }) => place.direction !== 'backward' || shape.output.per === 'sequence',
    );
    return new Map(used.map((state) => [state.name, this.byLag(state)]));
  }

  private byLag({ steps, place }: StateSteps): StoredTensor {
    const { batch } = this.shape;
    const inReadingOrder = place.direction === 'backward' ? steps.toReversed() : steps;
    const data = Float32Array.from(inReadingOrder.toReversed(), (state) => {
      const gradient = gradientOf(state);
      const units = gradient.length / batch;
      let sum = 0;
      let count = 0;
      for (let lane = 0; lane < batch; lane++) {
        let squares = 0;
        for (let i = lane * units; i < (lane + 1) * units; i++) squares += gradient[i] ** 2;
        if (squares === 0) continue; // Nothing is predicted there, or what reaches back is no longer a number that is kept.
        sum += Math.log(squares) / 2;
        count++;
      }
      return count === 0 ? 0 : Math.exp(sum / count);
    });
    return { shape: [data.length], data };
  }
}

/** Copies the first sequences of a time-major batch. */
function copyFirst(from: BatchBuffer, to: BatchBuffer, whole: BatchShape, { batch }: BatchShape): void {
  for (const key of ['input', 'target', 'weights'] as const) {
    const rows = key === 'input' || whole.output.per === 'step' ? whole.time : 1;
    const row = from[key].length / rows;
    const width = (row / whole.batch) * batch;
    for (let i = 0; i < rows; i++) to[key].set(from[key].subarray(i * row, i * row + width), i * width);
  }
}

/** Samples of a run at most: a file each. */
const mostSamples = 500;

/** When to probe: as often as a share of the time allows, and no more often than a curve can show. */
export class ProbePace {
  private start: number | undefined;
  private spent = 0;
  private dearest = 0;
  private last = -Infinity;
  private readonly stride: number;

  /** @param share of all the time, what is spent on probes included */
  constructor(
    private readonly share: number,
    totalSteps: number,
  ) {
    this.stride = Math.ceil(totalSteps / mostSamples);
  }

  /**
   * Whether a probe that takes as long as the longest so far still keeps within the share.
   *
   * @param time in milliseconds
   * @param step steps done
   */
  isDue(time: number, step: number): boolean {
    this.start ??= time;
    const elapsed = time - this.start;
    // Before the first probe nobody knows what one takes: about three steps, as it goes step by step.
    const expected = this.dearest > 0 ? this.dearest : (3 * elapsed) / Math.max(1, step);
    return step - this.last >= this.stride && elapsed > 0 && this.spent + expected <= this.share * elapsed;
  }

  done(milliseconds: number, step: number): void {
    this.spent += milliseconds;
    this.dearest = Math.max(this.dearest, milliseconds);
    this.last = step;
  }
}
