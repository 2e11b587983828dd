import { permutation, randomKey } from '../../core/random';

export interface BucketOptions {
  /** Rows of the part. */
  readonly rows: Uint32Array;
  /** What the batches are ordered by: rows of like length are padded little. */
  readonly length: (row: number) => number;
  readonly batch: number;
  /** Shuffles every epoch anew; sorted by length when absent. */
  readonly seed?: number;
}

/** Batches that are sorted among themselves: wide enough for little padding, narrow enough for chance. */
const POOL = 50;

/**
 * Puts sequences of like length together. Of an epoch in random order, pools of 50 batches are sorted by length and cut into
 * batches, and the batches come in random order.
 */
export class Buckets {
  readonly count: number;
  private plan: { readonly epoch: number; readonly batches: readonly Uint32Array[] } | undefined;

  constructor(private readonly options: BucketOptions) {
    this.count = Math.ceil(options.rows.length / options.batch);
  }

  /** The rows of a batch; fewer than `batch` in one of them. */
  rows(epoch: number, index: number): Uint32Array {
    if (this.plan?.epoch !== epoch) this.plan = { epoch, batches: this.deal(epoch) };
    return this.plan.batches[index];
  }

  private deal(epoch: number): readonly Uint32Array[] {
    const { rows, length, batch, seed } = this.options;
    const byLength = (a: number, b: number) => length(a) - length(b) || a - b;
    if (seed === undefined) return cut(Uint32Array.from(rows).sort(byLength), batch);
    const order = permutation(rows.length, randomKey(seed, 'data.order'), epoch).map((i) => rows[i]);
    const pools = cut(order, batch * POOL).map((pool) => pool.sort(byLength));
    const batches = pools.flatMap((pool) => cut(pool, batch));
    return Array.from(permutation(batches.length, randomKey(seed, 'data.batches'), epoch), (i) => batches[i]);
  }
}

function cut(rows: Uint32Array, size: number): Uint32Array[] {
  return Array.from({ length: Math.ceil(rows.length / size) }, (_, i) => rows.slice(i * size, (i + 1) * size));
}
