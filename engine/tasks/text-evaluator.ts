import type { BatchBuffer, Evaluator, Floats } from '../contracts/data';
import type { Baseline, TextEvaluation } from '../contracts/events';
import type { PartName } from '../contracts/data';
import { KneserNey } from '../data/baselines/kneser-ney';
import type { Range } from '../data/split';
import type { StreamBatches } from '../data/stream-batches';
import type { TokenSequence } from '../data/token-sequence';
import type { Vocabulary } from '../data/vocabulary';
import { largest } from './largest';
import { textMetrics } from './text-metrics';
import { worstStretches } from './worst-stretches';

/** The n-gram baseline learns from the last tokens of the training part and is scored on the first ones of a part. */
const BASELINE_TOKENS = 1_000_000;

/** One part of a text: tokens from `range.start` to before `range.end` of `tokens`. */
export interface TokenPart {
  readonly tokens: TokenSequence;
  readonly range: Range;
}

export interface TextEvaluatorOptions {
  readonly name: PartName;
  readonly part: TokenPart;
  readonly batches: StreamBatches;
  readonly vocabulary: Vocabulary;
  /** Characters of each token by id. */
  readonly lengths: ArrayLike<number>;
  /** The training part, for the n-gram baseline. */
  readonly trained?: TokenPart;
  /** Order of the n-gram baseline. */
  readonly order: number;
}

/** Gathers the loss of every token of a part: metrics, accuracy, the worst stretches, and what baselines reach. */
export class TextEvaluator implements Evaluator {
  /** Nats by position in the part; the first token is not predicted. */
  private readonly nats: Float32Array;
  private index = 0;
  private correct = 0;
  private count = 0;

  constructor(private readonly options: TextEvaluatorOptions) {
    this.nats = new Float32Array(options.part.range.end - options.part.range.start);
  }

  add({ losses, output }: { readonly losses: Floats; readonly output: Floats }, batch: BatchBuffer): void {
    const { batches, vocabulary } = this.options;
    const { time, batch: lanes } = batches.shape;
    for (let step = 0; step < time; step++) {
      for (let lane = 0; lane < lanes; lane++) {
        const row = step * lanes + lane;
        if (batch.weights[row] === 0) continue;
        this.nats[batches.position(this.index, step, lane)] = losses[row];
        this.count++;
        if (largest(output, row * vocabulary.size, vocabulary.size) === batch.target[row]) this.correct++;
      }
    }
    this.index++;
  }

  result(): TextEvaluation {
    const { name, vocabulary, part } = this.options;
    const sum = this.nats.reduce((total, value) => total + value, 0);
    const tokenAt = (position: number) => vocabulary.visible(part.tokens.at(part.range.start + position));
    return {
      kind: 'text',
      part: name,
      count: this.count,
      loss: sum / this.count,
      metrics: { ...this.metrics(sum, part.range), accuracy: this.correct / this.count },
      baselines: this.baselines(),
      worst: worstStretches(this.nats).map(({ start, end, mean }) => ({
        position: start,
        meanLoss: mean,
        tokens: Array.from({ length: end - start }, (_, i) => tokenAt(start + i)),
        nats: Array.from(this.nats.subarray(start, end)),
      })),
    };
  }

  private baselines(): Baseline[] {
    const { part, trained, vocabulary, order } = this.options;
    const range = { start: part.range.start, end: Math.min(part.range.end, part.range.start + BASELINE_TOKENS) };
    const predicted = range.end - range.start - 1;
    const baselines = [{ name: 'uniform', metrics: this.metrics(Math.log(vocabulary.size) * predicted, range) }];
    if (trained) {
      const { start, end } = trained.range;
      const learnt = { start: Math.max(start, end - BASELINE_TOKENS), end };
      const model = new KneserNey(trained.tokens, learnt, vocabulary.size, order);
      baselines.push({ name: `kneser-ney-${order}`, metrics: this.metrics(model.nats(part.tokens, range), range) });
    }
    return baselines;
  }

  /** @param nats of all tokens of the range but the first */
  private metrics(nats: number, { start, end }: Range) {
    const { part, lengths } = this.options;
    let characters = 0;
    for (let i = start + 1; i < end; i++) characters += lengths[part.tokens.at(i)];
    return textMetrics(nats, end - start - 1, characters);
  }
}
