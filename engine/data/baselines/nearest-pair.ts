import type { TokenRows } from '../token-rows';

/** Pairs of the training part that are compared with. */
const MOST_ROWS = 20_000;
const EDGE = -1;

/**
 * Answers with the target of the training source that is most like the one asked about: the greatest share of token bigrams,
 * ends included (Dice's coefficient). Of equals the first row counts.
 */
export class NearestPair {
  private readonly rows: readonly number[];
  /** By bigram: indices of the rows that hold it. */
  private readonly postings = new Map<string, number[]>();
  private readonly sizes: number[];

  constructor(
    private readonly source: TokenRows,
    trained: Uint32Array,
  ) {
    this.rows = Array.from(trained.subarray(0, MOST_ROWS));
    this.sizes = this.rows.map((row, index) => {
      const bigrams = bigramsOf(source.row(row));
      for (const bigram of bigrams) {
        const list = this.postings.get(bigram);
        if (list) list.push(index);
        else this.postings.set(bigram, [index]);
      }
      return bigrams.size;
    });
  }

  /** The nearest training row. */
  nearest(row: number): number {
    const bigrams = bigramsOf(this.source.row(row));
    const shared = new Float64Array(this.rows.length);
    for (const bigram of bigrams) for (const index of this.postings.get(bigram) ?? []) shared[index]++;
    let best = 0;
    let bestShare = -1;
    shared.forEach((count, index) => {
      const share = count / (bigrams.size + this.sizes[index]);
      if (share > bestShare) [best, bestShare] = [index, share];
    });
    return this.rows[best];
  }
}

function bigramsOf(ids: readonly number[]): Set<string> {
  return new Set([EDGE, ...ids].map((id, i) => `${id} ${ids[i] ?? EDGE}`));
}
