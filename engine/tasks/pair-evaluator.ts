import type { BatchBuffer, Batches, Evaluator, Floats, PartName } from '../contracts/data';
import type { AnsweredPair, LengthScore, PairEvaluation } from '../contracts/events';
import { Bleu } from './bleu';
import { Chrf } from './chrf';
import { largest } from './largest';

/** Ranges of lengths that scores are given for, and wrong answers that are shown. */
const MOST_RANGES = 8;
const MOST_WRONG = 20;

export interface PairEvaluatorOptions {
  readonly name: PartName;
  readonly batches: Batches & { rows(epoch: number, index: number): Uint32Array };
  /** As texts, by row. */
  readonly source: (row: number) => string;
  readonly reference: (row: number) => string;
  readonly decode: (ids: readonly number[]) => string;
  /** Tokens of a source; absent where sources have no length. */
  readonly length?: (row: number) => number;
  readonly baselines: readonly { readonly name: string; readonly answer: (row: number) => string }[];
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

/** Gathers the losses and the answers of all sources of a part: metrics, accuracy by length, wrong answers, and baselines. */
export class PairEvaluator implements Evaluator {
  private readonly outcomes: Outcome[] = [];
  private index = 0;

  constructor(private readonly options: PairEvaluatorOptions) {}

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
    rows.forEach((_, lane) => (this.outcomes[first + lane].answer = this.options.decode(lanes[lane])));
    this.index++;
  }

  result(): PairEvaluation {
    const { outcomes } = this;
    const sum = (of: (outcome: Outcome) => number) => outcomes.reduce((total, outcome) => total + of(outcome), 0);
    const count = sum(({ tokens }) => tokens);
    const loss = sum((outcome) => outcome.loss) / count;
    const texts = outcomes.map(({ row, answer }) => [answer, this.options.reference(row)] as const);
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
      baselines: this.options.baselines.map(({ name, answer }) => ({ name, metrics: this.scores(answer) })),
      byLength: this.byLength(),
      wrong: this.wrong(),
    };
  }

  private get rows(): Uint32Array {
    return this.options.batches.rows(0, this.index);
  }

  private scores(answer: (row: number) => string) {
    return textScores(this.outcomes.map(({ row }) => [answer(row), this.options.reference(row)] as const));
  }

  private byLength(): LengthScore[] {
    const { length: lengthOf, reference } = this.options;
    if (!lengthOf) return [];
    const lengths = this.outcomes.map(({ row }) => lengthOf(row));
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
        exactMatch: sum(({ row, answer }) => Number(answer === reference(row))) / inside.length,
        tokenAccuracy: sum(({ right }) => right) / sum(({ tokens }) => tokens),
      });
    }
    return ranges;
  }

  private wrong(): AnsweredPair[] {
    const { source, reference } = this.options;
    return this.outcomes
      .filter(({ row, answer }) => answer !== reference(row))
      .sort((a, b) => b.loss / b.tokens - a.loss / a.tokens)
      .slice(0, MOST_WRONG)
      .map(({ row, answer }) => ({ source: source(row), reference: reference(row), output: answer }));
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
