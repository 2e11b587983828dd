import type { BatchBuffer, Batches, BatchLengths, BatchShape } from '../../contracts/data';
import type { TokenRows } from '../token-rows';
import { PADDING } from '../vocabulary';
import { Buckets } from './buckets';

export interface TagBatchesOptions {
  /** Tokens, and a tag for each. */
  readonly source: TokenRows;
  readonly target: TokenRows;
  /** Rows of the part. */
  readonly rows: Uint32Array;
  readonly vocabularies: { readonly source: number; readonly target: number };
  readonly batch: number;
  /** Shuffles every epoch anew; in order of length when absent. */
  readonly seed?: number;
}

/** Batches of sentences with a tag to predict for every token. What is shorter is padded at its end, with weight and mask 0. */
export class TagBatches implements Batches {
  readonly shape: BatchShape;
  readonly continuous = false;
  readonly predictions: number;
  private readonly buckets: Buckets;

  constructor(private readonly options: TagBatchesOptions) {
    const { source, rows, vocabularies, batch } = options;
    this.buckets = new Buckets({ ...options, length: (row) => source.length(row) });
    this.predictions = rows.reduce((sum, row) => sum + source.length(row), 0);
    this.shape = {
      time: this.longest(rows),
      batch,
      input: { kind: 'tokens', vocabulary: vocabularies.source },
      output: { kind: 'classes', size: vocabularies.target, per: 'step' },
      masked: true,
    };
  }

  get count(): number {
    return this.buckets.count;
  }

  /** The sentences of a batch, lane by lane. */
  rows(epoch: number, index: number): Uint32Array {
    return this.buckets.rows(epoch, index);
  }

  lengths(epoch: number, index: number): BatchLengths {
    return { time: this.longest(this.rows(epoch, index)) };
  }

  read(epoch: number, index: number, into: BatchBuffer): number {
    const { source, target } = this.options;
    const { batch } = this.shape;
    const rows = this.rows(epoch, index);
    const time = this.longest(rows);
    let predicted = 0;
    for (let lane = 0; lane < batch; lane++) {
      const length = lane < rows.length ? source.length(rows[lane]) : 0;
      for (let t = 0; t < time; t++) {
        const cell = t * batch + lane;
        const real = t < length;
        into.input[cell] = real ? source.at(rows[lane], t) : PADDING;
        into.target[cell] = real ? target.at(rows[lane], t) : 0;
        into.weights[cell] = real ? 1 : 0;
        // An empty lane has one step all the same: no sequence is without any.
        if (into.mask) into.mask[cell] = t < Math.max(1, length) ? 1 : 0;
      }
      predicted += length;
    }
    return predicted;
  }

  private longest(rows: Uint32Array): number {
    return rows.reduce((longest, row) => Math.max(longest, this.options.source.length(row)), 1);
  }
}
