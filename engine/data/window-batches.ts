import type { BatchBuffer, Batches, BatchShape } from '../contracts/data';
import { permutation, randomKey } from '../core/random';
import type { Scaling } from './scaler';
import type { Range } from './split';

/** A numeric column, in the file's units, with its scaling. */
export interface ScaledColumn {
  readonly name: string;
  readonly values: Float64Array;
  readonly scaling: Scaling;
}

export interface WindowOptions {
  readonly inputs: readonly ScaledColumn[];
  readonly targets: readonly ScaledColumn[];
  /** Rows without a break: each lies in one part and in one series. */
  readonly segments: readonly Range[];
  /** Rows seen. */
  readonly window: number;
  /** Rows predicted. */
  readonly horizon: number;
  readonly batch: number;
  /** Shuffles the windows of every epoch anew; in order when absent. */
  readonly seed?: number;
}

/**
 * Forecasting batches: every place where `window` rows and the `horizon` rows after them lie inside one segment.
 *
 * Inputs are `[window, batch, inputs]`, targets `[batch, horizon * targets]` with the columns of one row side by side.
 * The last batch is filled up with weight 0.
 */
export class WindowBatches implements Batches {
  readonly shape: BatchShape;
  readonly count: number;
  readonly continuous = false;
  readonly predictions: number;
  /** Windows before each segment, and their sum at the end. */
  private readonly before: readonly number[];
  private shuffled: { readonly epoch: number; readonly order: Uint32Array } | undefined;

  constructor(private readonly options: WindowOptions) {
    const { inputs, targets, segments, window, horizon, batch } = options;
    const before = [0];
    for (const segment of segments) before.push(before[before.length - 1] + windowsIn(segment, window, horizon));
    this.before = before;
    this.predictions = before[before.length - 1];
    this.count = Math.ceil(this.predictions / batch);
    this.shape = {
      time: window,
      batch,
      input: { kind: 'vectors', size: inputs.length },
      output: { kind: 'values', size: horizon * targets.length, per: 'sequence' },
    };
  }

  read(epoch: number, index: number, into: BatchBuffer): number {
    const { batch } = this.shape;
    const rows = Math.min(batch, this.predictions - index * batch);
    for (let b = 0; b < batch; b++) {
      into.weights[b] = b < rows ? 1 : 0;
      if (b < rows) this.write(this.start(epoch, index * batch + b), b, into);
      else this.clear(b, into);
    }
    return rows;
  }

  /** First row of the n-th window of an epoch. */
  start(epoch: number, n: number): number {
    const ordinal = this.options.seed === undefined ? n : this.order(epoch, this.options.seed)[n];
    let [low, high] = [0, this.options.segments.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.before[middle] <= ordinal) low = middle;
      else high = middle - 1;
    }
    return this.options.segments[low].start + ordinal - this.before[low];
  }

  private order(epoch: number, seed: number): Uint32Array {
    if (this.shuffled?.epoch !== epoch) {
      this.shuffled = { epoch, order: permutation(this.predictions, randomKey(seed, 'data.order'), epoch) };
    }
    return this.shuffled.order;
  }

  private write(start: number, b: number, into: BatchBuffer): void {
    const { inputs, targets, window, horizon, batch } = this.options;
    inputs.forEach(({ values, scaling }, i) => {
      for (let t = 0; t < window; t++) {
        into.input[(t * batch + b) * inputs.length + i] = (values[start + t] - scaling.shift) / scaling.scale;
      }
    });
    targets.forEach(({ values, scaling }, k) => {
      for (let h = 0; h < horizon; h++) {
        const value = values[start + window + h];
        into.target[(b * horizon + h) * targets.length + k] = (value - scaling.shift) / scaling.scale;
      }
    });
  }

  private clear(b: number, into: BatchBuffer): void {
    const { inputs, targets, window, horizon, batch } = this.options;
    for (let t = 0; t < window; t++) {
      into.input.fill(0, (t * batch + b) * inputs.length, (t * batch + b + 1) * inputs.length);
    }
    const size = horizon * targets.length;
    into.target.fill(0, b * size, (b + 1) * size);
  }
}

/** Windows with their horizon that fit into a segment. */
export function windowsIn({ start, end }: Range, window: number, horizon: number): number {
  return Math.max(0, end - start - window - horizon + 1);
}
