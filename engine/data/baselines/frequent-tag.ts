import type { TokenRows } from '../token-rows';

/** The tag that each token has most often in the training part; for a token that is not there, the commonest tag of all. */
export class FrequentTag {
  private readonly best: ReadonlyMap<number, number>;
  private readonly usual: number;

  constructor(source: TokenRows, target: TokenRows, trained: Uint32Array) {
    const counts = new Map<number, Map<number, number>>();
    const all = new Map<number, number>();
    const count = (of: Map<number, number>, tag: number) => of.set(tag, (of.get(tag) ?? 0) + 1);
    for (const row of trained) {
      for (let t = 0; t < source.length(row); t++) {
        const token = source.at(row, t);
        const own = counts.get(token) ?? new Map<number, number>();
        counts.set(token, own);
        count(own, target.at(row, t));
        count(all, target.at(row, t));
      }
    }
    this.best = new Map([...counts].map(([token, tags]) => [token, commonest(tags)]));
    this.usual = commonest(all);
  }

  tag(token: number): number {
    return this.best.get(token) ?? this.usual;
  }
}

/** Of equals the smaller id. */
function commonest(counts: ReadonlyMap<number, number>): number {
  return [...counts].reduce((a, b) => (b[1] > a[1] || (b[1] === a[1] && b[0] < a[0]) ? b : a), [0, 0])[0];
}
