import type { BatchBuffer, Evaluator, Floats, PartName } from '../contracts/data';
import type { AnsweredPair, Baseline, LengthScore, PairEvaluation } from '../contracts/events';
import { NearestPair } from '../data/baselines/nearest-pair';
import type { PairCorpus } from '../data/pairs/corpus';
import type { PairBatches } from '../data/pairs/pair-batches';
import { SideCodec } from '../data/pairs/side-codec';
import { Bleu } from './bleu';
import { Chrf } from './chrf';
import { largest } from './largest';

/** Ranges of lengths that scores are given for, and wrong answers that are shown. */
const MOST_RANGES = 8;
const MOST_WRONG = 20;

export interface PairEvaluatorOptions {
  readonly name: PartName;
  readonly corpus: PairCorpus;
  readonly batches: PairBatches;
}

/** What the model made of one pair. */
interface Outcome {
  readonly row: number;
  /** Of the reference, in nats by token. */
  readonly loss: number;
  readonly tokens: number;
  readonly right: number;
  answer: string;
}

/** Gathers the losses and the answers of all pairs of a part: metrics, accuracy by length, wrong answers, and baselines. */
export class PairEvaluator implements Evaluator {
  private readonly outcomes: Outcome[] = [];
  private readonly source: SideCodec;
  private readonly target: SideCodec;
  private index = 0;

  constructor(private readonly options: PairEvaluatorOptions) {
    const { record } = options.corpus;
    this.source = new SideCodec(record.source);
    this.target = new SideCodec(record.target);
  }

  add({ losses, output }: { readonly losses: Floats; readonly output: Floats }, batch: BatchBuffer): void {
    const { batches } = this.options;
    const { batch: lanes, output: spec } = batches.shape;
    this.rows.forEach((row, lane) => {
      let [loss, tokens, right] = [0, 0, 0];
      for (let cell = lane; cell < batch.weights.length; cell += lanes) {
        if (batch.weights[cell] === 0) continue;
        tokens++;
        loss += losses[cell];
        if (largest(output, cell * spec.size, spec.size) === batch.target[cell]) right++;
      }
      this.outcomes.push({ row, loss, tokens, right, answer: '' });
    });
  }

  answers(lanes: readonly (readonly number[])[]): void {
    const { rows } = this;
    const first = this.outcomes.length - rows.length;
    rows.forEach((_, lane) => (this.outcomes[first + lane].answer = this.target.decode(lanes[lane])));
    this.index++;
  }

  result(): PairEvaluation {
    const { outcomes } = this;
    const sum = (of: (outcome: Outcome) => number) => outcomes.reduce((total, outcome) => total + of(outcome), 0);
    const count = sum(({ tokens }) => tokens);
    const loss = sum((outcome) => outcome.loss) / count;
    const texts = outcomes.map(({ row, answer }) => [answer, this.reference(row)] as const);
    return {
      kind: 'pairs',
      part: this.options.name,
      count,
      pairs: outcomes.length,
      loss,
      metrics: {
        ...textScores(texts),
        tokenAccuracy: sum(({ right }) => right) / count,
        perplexity: Math.exp(loss),
      },
      baselines: this.baselines(),
      byLength: this.byLength(),
      wrong: this.wrong(),
    };
  }

  private get rows(): Uint32Array {
    return this.options.batches.rows(0, this.index);
  }

  private reference(row: number): string {
    return this.target.decode(this.options.corpus.target.row(row));
  }

  private baselines(): Baseline[] {
    const { corpus } = this.options;
    const score = (answer: (row: number) => string) =>
      textScores(this.outcomes.map(({ row }) => [answer(row), this.reference(row)] as const));
    // An unknown token of the source is not that of the target.
    const copy = (row: number) => this.source.decode(corpus.source.row(row)).replaceAll('\uFFFD', '\uFFFC');
    const baselines = [{ name: 'copy', metrics: score(copy) }];
    const trained = corpus.parts.get('train');
    if (trained) {
      const nearest = new NearestPair(corpus.source, trained);
      baselines.push({ name: 'nearest-pair', metrics: score((row) => this.reference(nearest.nearest(row))) });
    }
    return baselines;
  }

  private byLength(): LengthScore[] {
    const { source } = this.options.corpus;
    const lengths = this.outcomes.map(({ row }) => source.length(row));
    const shortest = lengths.reduce((least, length) => Math.min(least, length), Infinity);
    const longest = lengths.reduce((most, length) => Math.max(most, length), 0);
    const width = Math.ceil((longest - shortest + 1) / MOST_RANGES);
    const ranges: LengthScore[] = [];
    for (let from = shortest; from <= longest; from += width) {
      const inside = this.outcomes.filter((_, i) => lengths[i] >= from && lengths[i] < from + width);
      if (inside.length === 0) continue;
      const sum = (of: (outcome: Outcome) => number) => inside.reduce((total, outcome) => total + of(outcome), 0);
      ranges.push({
        from,
        to: Math.min(longest, from + width - 1),
        pairs: inside.length,
        exactMatch: sum(({ row, answer }) => Number(answer === this.reference(row))) / inside.length,
        tokenAccuracy: sum(({ right }) => right) / sum(({ tokens }) => tokens),
      });
    }
    return ranges;
  }

  private wrong(): AnsweredPair[] {
    return this.outcomes
      .filter(({ row, answer }) => answer !== this.reference(row))
      .sort((a, b) => b.loss / b.tokens - a.loss / a.tokens)
      .slice(0, MOST_WRONG)
      .map(({ row, answer }) => ({
        source: this.source.decode(this.options.corpus.source.row(row)),
        reference: this.reference(row),
        output: answer,
      }));
  }
}

/** Of answers beside their references. */
function textScores(texts: readonly (readonly [answer: string, reference: string])[]) {
  const [bleu, chrf] = [new Bleu(), new Chrf()];
  for (const [answer, reference] of texts) {
    bleu.add(answer, reference);
    chrf.add(answer, reference);
  }
  const exact = texts.filter(([answer, reference]) => answer === reference).length;
  return { exactMatch: exact / texts.length, bleu: bleu.score, chrf: chrf.score };
}
