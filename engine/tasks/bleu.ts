import { countNgrams, sumCounts } from './ngrams';

const ORDER = 4;

/**
 * Corpus BLEU (Papineni et al. 2002) from 0 to 100 as sacreBLEU gives it (Post 2018; signature
 * `case:mixed|eff:no|tok:13a|smooth:exp`): clipped precisions of 1- to 4-grams, a brevity penalty by the reference that is
 * nearest in length, and halved counts where nothing matches.
 */
export class Bleu {
  private readonly matches = new Float64Array(ORDER);
  private readonly totals = new Float64Array(ORDER);
  private length = 0;
  private referenceLength = 0;

  constructor(private readonly tokenize: (text: string) => readonly string[] = tokenize13a) {}

  add(hypothesis: string, ...references: readonly string[]): void {
    const words = this.tokenize(hypothesis);
    const others = references.map(this.tokenize);
    this.length += words.length;
    this.referenceLength += nearestLength(words.length, others);
    for (let n = 1; n <= ORDER; n++) {
      const counts = countNgrams(words, n, ' ');
      const clips = others.map((each) => countNgrams(each, n, ' '));
      this.totals[n - 1] += sumCounts(counts);
      for (const [ngram, count] of counts) {
        this.matches[n - 1] += Math.min(count, Math.max(...clips.map((clip) => clip.get(ngram) ?? 0)));
      }
    }
  }

  /** By length of the n-gram, from 0 to 100. */
  get precisions(): number[] {
    let halving = 1;
    return Array.from(this.matches, (match, i) => {
      const total = this.totals[i];
      if (total === 0) return 0;
      return (100 * (match > 0 ? match : 1 / (halving *= 2))) / total;
    });
  }

  get brevityPenalty(): number {
    if (this.length === 0) return 0;
    return this.length < this.referenceLength ? Math.exp(1 - this.referenceLength / this.length) : 1;
  }

  get score(): number {
    const { precisions } = this;
    if (this.matches.every((match) => match === 0) || precisions.some((precision) => precision === 0)) return 0;
    const mean = precisions.reduce((sum, precision) => sum + Math.log(precision), 0) / ORDER;
    return this.brevityPenalty * Math.exp(mean);
  }
}

/** Length of the reference that is nearest to a hypothesis; of two as near, the shorter one. */
function nearestLength(length: number, references: readonly (readonly string[])[]): number {
  return references
    .map((words) => words.length)
    .reduce((best, other) => {
      const [a, b] = [Math.abs(best - length), Math.abs(other - length)];
      return b < a || (b === a && other < best) ? other : best;
    });
}

/** Words and punctuation as the evaluation script mteval-v13a of NIST cuts them. */
export function tokenize13a(text: string): string[] {
  return ` ${text.replaceAll('<skipped>', '').replaceAll('-\n', '').replaceAll('\n', ' ')} `
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replace(/([{-~[-` -&(-+:-@/])/g, ' $1 ')
    .replace(/([^0-9])([.,])/g, '$1 $2 ')
    .replace(/([.,])([^0-9])/g, ' $1 $2')
    .replace(/([0-9])(-)/g, '$1 $2 ')
    .split(/\s+/)
    .filter((word) => word !== '');
}
