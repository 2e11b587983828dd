import type { BatchBuffer, Batches, BatchShape } from '../contracts/data';
import type { Range } from './split';
import type { TokenSequence } from './token-sequence';

/**
 * One part of a token sequence as language-model batches: every token but the first is predicted from those before it.
 *
 * The predictions are cut into `batch` contiguous lanes whose lengths differ by one at most, and the lanes into windows of
 * `window` steps, so that the state after one batch is the right state for the next. What a lane lacks in its last window
 * is padding of weight 0.
 */
export class StreamBatches implements Batches {
  readonly shape: BatchShape;
  readonly count: number;
  readonly continuous = true;
  readonly predictions: number;

  /** @param vocabulary number of token ids, the unknown token included */
  constructor(
    private readonly tokens: TokenSequence,
    private readonly range: Range,
    vocabulary: number,
    batch: number,
    window: number,
  ) {
    this.predictions = Math.max(0, range.end - range.start - 1);
    this.count = Math.ceil(Math.ceil(this.predictions / batch) / window);
    this.shape = {
      time: window,
      batch,
      input: { kind: 'tokens', vocabulary },
      output: { kind: 'classes', size: vocabulary, per: 'step' },
    };
  }

  read(_epoch: number, index: number, into: BatchBuffer): number {
    const { time, batch } = this.shape;
    let predicted = 0;
    for (let lane = 0; lane < batch; lane++) {
      const end = this.laneStart(lane + 1);
      let position = this.laneStart(lane) + index * time;
      for (let step = 0; step < time; step++, position++) {
        const cell = step * batch + lane;
        const real = position < end;
        into.input[cell] = real ? this.tokens.at(position) : 0;
        into.target[cell] = real ? this.tokens.at(position + 1) : 0;
        into.weights[cell] = real ? 1 : 0;
        if (real) predicted++;
      }
    }
    return predicted;
  }

  /** Index inside the part of the token that row `step`, `lane` of batch `index` predicts. */
  position(index: number, step: number, lane: number): number {
    return this.laneStart(lane) + index * this.shape.time + step + 1 - this.range.start;
  }

  /** Where a lane's first input token lies in the whole sequence. */
  private laneStart(lane: number): number {
    return this.range.start + Math.floor((lane * this.predictions) / this.shape.batch);
  }
}
