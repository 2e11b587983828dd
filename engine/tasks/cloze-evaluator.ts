import type { BatchBuffer, Evaluator, Floats, PartName } from '../contracts/data';
import type { Baseline, ClozeEvaluation, ClozeToken } from '../contracts/events';
import { KneserNey } from '../data/baselines/kneser-ney';
import type { ClozeBatches } from '../data/cloze-batches';
import type { Vocabulary } from '../data/vocabulary';
import { candidatesOf } from './cloze-candidates';
import { largest } from './largest';
import type { TokenPart } from './text-evaluator';

/** Tokens that the baselines learn from, at the end of the training part. */
const BASELINE_TOKENS = 1_000_000;
/** Passages that are shown, and tokens on each side of the hidden one. */
const MOST_WORST = 10;
const CONTEXT = 15;

export interface ClozeEvaluatorOptions {
  readonly name: PartName;
  readonly part: TokenPart;
  readonly batches: ClozeBatches;
  readonly vocabulary: Vocabulary;
  /** The training part, for the baselines. */
  readonly trained?: TokenPart;
}

/** A hidden token: where it stands in the part, what the model thought of it. */
interface Gap {
  readonly position: number;
  readonly nats: number;
  readonly right: boolean;
  readonly candidates: ClozeToken['candidates'];
}

/** Gathers the hidden tokens of a part beside what comes of the token before alone, and of no context at all. */
export class ClozeEvaluator implements Evaluator {
  private readonly gaps: Gap[] = [];
  private index = 0;

  constructor(private readonly options: ClozeEvaluatorOptions) {}

  add({ losses, output }: { readonly losses: Floats; readonly output: Floats }, batch: BatchBuffer): void {
    const { batches, vocabulary } = this.options;
    const lanes = batches.shape.batch;
    for (let cell = 0; cell < batch.weights.length; cell++) {
      if (batch.weights[cell] === 0) continue;
      const { start } = batches.place(0, this.index, cell % lanes);
      const guess = largest(output, cell * vocabulary.size, vocabulary.size);
      this.gaps.push({
        position: start + Math.floor(cell / lanes),
        nats: losses[cell],
        right: guess === batch.target[cell],
        candidates: candidatesOf(output, cell, vocabulary),
      });
    }
    this.index++;
  }

  result(): ClozeEvaluation {
    const { name } = this.options;
    const count = this.gaps.length;
    const loss = this.gaps.reduce((sum, { nats }) => sum + nats, 0) / count;
    const right = this.gaps.filter((gap) => gap.right).length;
    return {
      kind: 'cloze',
      part: name,
      count,
      loss,
      metrics: { accuracy: right / count, perplexity: Math.exp(loss) },
      baselines: this.baselines(),
      worst: [...this.gaps]
        .sort((a, b) => b.nats - a.nats)
        .slice(0, MOST_WORST)
        .map((gap) => this.passage(gap)),
    };
  }

  private baselines(): Baseline[] {
    const { trained, vocabulary } = this.options;
    if (!trained) return [];
    const { start, end } = trained.range;
    const range = { start: Math.max(start, end - BASELINE_TOKENS), end };
    return [1, 2].map((order) => {
      const model = new KneserNey(trained.tokens, range, vocabulary.size, order);
      return { name: order === 1 ? 'unigram' : 'bigram', metrics: this.score(model, order) };
    });
  }

  /** Of a model that sees the `order - 1` tokens before the hidden one. */
  private score(model: KneserNey, order: number) {
    const { part } = this.options;
    const asked = this.gaps.map(({ position }) => {
      const at = part.range.start + position;
      return { at, before: order > 1 && position > 0 ? part.tokens.at(at - 1) : -1 };
    });
    // In the order of what stands before: one distribution at a time, for there may be as many as tokens.
    asked.sort((a, b) => a.before - b.before);
    let known: { readonly before: number; readonly values: Float64Array; readonly best: number } | undefined;
    let [nats, right] = [0, 0];
    for (const { at, before } of asked) {
      if (known?.before !== before) {
        const values = model.distribution(before < 0 ? [] : [before]);
        known = { before, values, best: largest(values, 0, values.length) };
      }
      const answer = known;
      const token = part.tokens.at(at);
      nats -= Math.log(answer.values[token]);
      if (answer.best === token) right++;
    }
    return { accuracy: right / this.gaps.length, perplexity: Math.exp(nats / this.gaps.length) };
  }

  /** The hidden token among its neighbours. */
  private passage({ position, candidates }: Gap): ClozeToken[] {
    const { part, vocabulary } = this.options;
    const first = Math.max(0, position - CONTEXT);
    const last = Math.min(part.range.end - part.range.start, position + CONTEXT + 1);
    return Array.from({ length: last - first }, (_, i) => {
      const token = vocabulary.visible(part.tokens.at(part.range.start + first + i));
      return first + i === position ? { token, candidates } : { token };
    });
  }
}
