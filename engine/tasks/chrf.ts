import { countNgrams, overlap, sumCounts } from './ngrams';

const ORDER = 6;

interface Statistics {
  readonly hypothesis: number[];
  readonly reference: number[];
  readonly matches: number[];
}

/**
 * Corpus chrF (Popović 2015) from 0 to 100, as sacreBLEU gives it: F-score of character 1- to 6-grams without white space.
 * Recall counts `beta` times as much as precision (2: chrF2). Orders that are too long for the texts are left out.
 */
export class Chrf {
  private readonly sums: Statistics = { hypothesis: zeros(), reference: zeros(), matches: zeros() };

  constructor(private readonly beta = 2) {}

  /** Of several references the one with the best score counts. */
  add(hypothesis: string, ...references: readonly string[]): void {
    const all = references.map((reference) => compare(charactersOf(hypothesis), charactersOf(reference)));
    const best = all.reduce((a, b) => (this.scoreOf(b) > this.scoreOf(a) ? b : a));
    for (const key of ['hypothesis', 'reference', 'matches'] as const) {
      best[key].forEach((count, n) => (this.sums[key][n] += count));
    }
  }

  get score(): number {
    return this.scoreOf(this.sums);
  }

  private scoreOf({ hypothesis, reference, matches }: Statistics): number {
    const orders = hypothesis.map((_, n) => n).filter((n) => hypothesis[n] > 0 && reference[n] > 0);
    const mean = (counts: readonly number[]) =>
      orders.reduce((sum, n) => sum + matches[n] / counts[n], 0) / orders.length;
    const [precision, recall] = [mean(hypothesis), mean(reference)];
    if (orders.length === 0 || precision + recall === 0) return 0;
    const weight = this.beta ** 2;
    return (100 * (1 + weight) * precision * recall) / (weight * precision + recall);
  }
}

function zeros(): number[] {
  return Array.from({ length: ORDER }, () => 0);
}

/** Code points without white space. */
function charactersOf(text: string): string[] {
  return Array.from(text.replace(/\s+/g, ''));
}

function compare(hypothesis: readonly string[], reference: readonly string[]): Statistics {
  const statistics: Statistics = { hypothesis: zeros(), reference: zeros(), matches: zeros() };
  for (let n = 0; n < ORDER; n++) {
    const a = countNgrams(hypothesis, n + 1, '');
    const b = countNgrams(reference, n + 1, '');
    // Without n-grams in the reference those of the hypothesis are not wrong either.
    statistics.hypothesis[n] = b.size > 0 ? sumCounts(a) : 0;
    statistics.reference[n] = sumCounts(b);
    statistics.matches[n] = overlap(a, b);
  }
  return statistics;
}
