/** How often each run of `n` tokens occurs. @param joint must occur in no token */
export function countNgrams(tokens: readonly string[], n: number, joint: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (let i = 0; i + n <= tokens.length; i++) {
    const ngram = tokens.slice(i, i + n).join(joint);
    counts.set(ngram, (counts.get(ngram) ?? 0) + 1);
  }
  return counts;
}

export function sumCounts(counts: ReadonlyMap<string, number>): number {
  let sum = 0;
  for (const count of counts.values()) sum += count;
  return sum;
}

/** What two counts have in common: the smaller count of each n-gram, summed. */
export function overlap(a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): number {
  let sum = 0;
  for (const [ngram, count] of a) sum += Math.min(count, b.get(ngram) ?? 0);
  return sum;
}
