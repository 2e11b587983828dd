import type { BatchBuffer, Batches, BatchLengths, BatchShape } from '../../contracts/data';
import { Buckets } from '../pairs/buckets';
import { decoderSteps, writeDecoderSide } from '../pairs/decoder-side';
import type { TokenRows } from '../token-rows';

export interface DescribedBatchesOptions {
  /** Scaled, `[rows, inputs]`. */
  readonly vectors: Float64Array;
  readonly inputs: number;
  readonly texts: TokenRows;
  /** Rows of the part. */
  readonly rows: Uint32Array;
  /** Number of token ids, special ones included. */
  readonly vocabulary: number;
  readonly batch: number;
  /** Shuffles every epoch anew; in order of length when absent. */
  readonly seed?: number;
}

/** Batches of one vector each and the text that a decoder writes about it. Texts of like length stand together. */
export class DescribedBatches implements Batches {
  readonly shape: BatchShape;
  readonly continuous = false;
  readonly predictions: number;
  private readonly buckets: Buckets;

  constructor(private readonly options: DescribedBatchesOptions) {
    const { inputs, texts, rows, vocabulary, batch } = options;
    this.buckets = new Buckets({ ...options, length: (row) => texts.length(row) });
    this.predictions = rows.reduce((sum, row) => sum + texts.length(row) + 1, 0);
    this.shape = {
      time: 1,
      batch,
      input: { kind: 'vectors', size: inputs },
      output: { kind: 'classes', size: vocabulary, per: 'step' },
      decoder: { time: decoderSteps(texts, rows), input: { kind: 'tokens', vocabulary } },
    };
  }

  get count(): number {
    return this.buckets.count;
  }

  /** The rows of a batch, lane by lane. */
  rows(epoch: number, index: number): Uint32Array {
    return this.buckets.rows(epoch, index);
  }

  lengths(epoch: number, index: number): BatchLengths {
    return { time: 1, decoderTime: decoderSteps(this.options.texts, this.rows(epoch, index)) };
  }

  read(epoch: number, index: number, into: BatchBuffer): number {
    const { vectors, inputs, texts } = this.options;
    const rows = this.rows(epoch, index);
    into.input.fill(0);
    rows.forEach((row, lane) => into.input.set(vectors.subarray(row * inputs, (row + 1) * inputs), lane * inputs));
    return writeDecoderSide(texts, rows, this.shape.batch, into);
  }
}
