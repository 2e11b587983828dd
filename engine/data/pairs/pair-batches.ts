import type { BatchBuffer, Batches, BatchLengths, BatchShape } from '../../contracts/data';
import type { TokenRows } from '../token-rows';
import { PADDING } from '../vocabulary';
import { Buckets } from './buckets';
import { decoderSteps, writeDecoderSide } from './decoder-side';

export interface PairBatchesOptions {
  readonly source: TokenRows;
  readonly target: TokenRows;
  /** Rows of the part. */
  readonly rows: Uint32Array;
  /** Numbers of token ids, special ones included. */
  readonly vocabularies: { readonly source: number; readonly target: number };
  readonly batch: number;
  /** Shuffles every epoch anew; in order of length when absent. */
  readonly seed?: number;
}

/**
 * Batches of pairs. The encoder reads the source; the decoder reads the start symbol and the target, and predicts the target
 * and the end symbol. Pairs of like length stand together; what is shorter is padded at its end, with weight (or mask) 0.
 */
export class PairBatches implements Batches {
  readonly shape: BatchShape;
  readonly continuous = false;
  readonly predictions: number;
  private readonly buckets: Buckets;

  constructor(private readonly options: PairBatchesOptions) {
    const { source, target, rows, vocabularies, batch } = options;
    // Padding costs a step of the encoder and one of the decoder alike.
    const length = (row: number) => source.length(row) * 1024 + target.length(row);
    this.buckets = new Buckets({ ...options, length });
    this.predictions = rows.reduce((sum, row) => sum + target.length(row) + 1, 0);
    this.shape = {
      ...this.longest(rows),
      batch,
      input: { kind: 'tokens', vocabulary: vocabularies.source },
      output: { kind: 'classes', size: vocabularies.target, per: 'step' },
      masked: true,
      decoder: {
        time: this.longest(rows).decoderTime,
        input: { kind: 'tokens', vocabulary: vocabularies.target },
      },
    };
  }

  get count(): number {
    return this.buckets.count;
  }

  /** The pairs of a batch, lane by lane. */
  rows(epoch: number, index: number): Uint32Array {
    return this.buckets.rows(epoch, index);
  }

  lengths(epoch: number, index: number): BatchLengths {
    return this.longest(this.rows(epoch, index));
  }

  read(epoch: number, index: number, into: BatchBuffer): number {
    const { source, target } = this.options;
    const { batch } = this.shape;
    const rows = this.rows(epoch, index);
    const { time } = this.longest(rows);
    for (let lane = 0; lane < batch; lane++) {
      const inputs = lane < rows.length ? source.length(rows[lane]) : 0;
      for (let t = 0; t < time; t++) {
        const cell = t * batch + lane;
        into.input[cell] = t < inputs ? source.at(rows[lane], t) : PADDING;
        // An empty lane has one step all the same: no sequence is without any.
        if (into.mask) into.mask[cell] = t < Math.max(1, inputs) ? 1 : 0;
      }
    }
    return writeDecoderSide(target, rows, batch, into);
  }

  private longest(rows: Uint32Array) {
    const { source, target } = this.options;
    const time = rows.reduce((longest, row) => Math.max(longest, source.length(row)), 1);
    return { time, decoderTime: decoderSteps(target, rows) };
  }
}
