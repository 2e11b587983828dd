import type { BatchBuffer, Batches, BatchLengths, BatchShape } from '../contracts/data';
import { permutation, Random, randomKey } from '../core/random';
import type { Range } from './split';
import type { TokenSequence } from './token-sequence';
import { HIDDEN } from './vocabulary';

export interface ClozeBatchesOptions {
  readonly tokens: TokenSequence;
  readonly range: Range;
  /** Number of token ids, special ones included. */
  readonly vocabulary: number;
  readonly batch: number;
  /** Tokens of a passage. */
  readonly window: number;
  /** Share of the tokens that are hidden. */
  readonly hidden: number;
  readonly seed: number;
  /** Whether passages are shuffled, and other tokens hidden, every epoch. */
  readonly training: boolean;
}

/**
 * A text in passages that follow each other, of which some tokens are hidden: a sign stands in their place, and they alone
 * count. Which ones is decided by a random stream of epoch and position. The last passage may be shorter, with mask 0.
 */
export class ClozeBatches implements Batches {
  readonly shape: BatchShape;
  readonly count: number;
  readonly continuous = false;
  readonly predictions: number;
  private readonly passages: number;
  private shuffled: { readonly epoch: number; readonly order: Uint32Array } | undefined;

  constructor(private readonly options: ClozeBatchesOptions) {
    const { range, vocabulary, batch, window } = options;
    const length = range.end - range.start;
    this.passages = Math.ceil(length / window);
    this.count = Math.ceil(this.passages / batch);
    this.shape = {
      time: Math.min(window, length),
      batch,
      input: { kind: 'tokens', vocabulary },
      output: { kind: 'classes', size: vocabulary, per: 'step' },
      masked: true,
    };
    let predictions = 0;
    for (let n = 0; n < this.passages; n++) predictions += this.hiddenIn(0, n).filter(Boolean).length;
    this.predictions = predictions;
  }

  lengths(epoch: number, index: number): BatchLengths {
    const { batch } = this.shape;
    const lengths = Array.from({ length: batch }, (_, lane) => this.length(this.passage(epoch, index * batch + lane)));
    return { time: Math.max(1, ...lengths) };
  }

  read(epoch: number, index: number, into: BatchBuffer): number {
    const { tokens, range, window } = this.options;
    const { batch } = this.shape;
    const { time } = this.lengths(epoch, index);
    let predicted = 0;
    for (let lane = 0; lane < batch; lane++) {
      const passage = this.passage(epoch, index * batch + lane);
      const length = this.length(passage);
      const hidden = length > 0 ? this.hiddenIn(epoch, passage) : [];
      for (let t = 0; t < time; t++) {
        const cell = t * batch + lane;
        const token = t < length ? tokens.at(range.start + passage * window + t) : 0;
        into.input[cell] = hidden[t] ? HIDDEN : token;
        into.target[cell] = token;
        into.weights[cell] = hidden[t] ? 1 : 0;
        // An empty lane has one step all the same: no sequence is without any.
        if (into.mask) into.mask[cell] = t < Math.max(1, length) ? 1 : 0;
        if (hidden[t]) predicted++;
      }
    }
    return predicted;
  }

  /** Index inside the part of the first token of a lane's passage, and its number of tokens (0 for an empty lane). */
  place(epoch: number, index: number, lane: number) {
    const passage = this.passage(epoch, index * this.shape.batch + lane);
    return { start: passage * this.options.window, length: this.length(passage) };
  }

  /** The n-th passage of an epoch; beyond the last one where there is none. */
  private passage(epoch: number, n: number): number {
    const { training, seed } = this.options;
    if (!training || n >= this.passages) return n;
    if (this.shuffled?.epoch !== epoch) {
      this.shuffled = { epoch, order: permutation(this.passages, randomKey(seed, 'data.order'), epoch) };
    }
    return this.shuffled.order[n];
  }

  private length(passage: number): number {
    const { range, window } = this.options;
    return Math.max(0, Math.min(window, range.end - range.start - passage * window));
  }

  private hiddenIn(epoch: number, passage: number): boolean[] {
    const { window, hidden, training, seed } = this.options;
    return hiddenTokens({ hidden, seed }, training ? epoch : 0, passage * window, this.length(passage));
  }
}

/** Which tokens of a stretch that begins at a position of a part are hidden. */
export function hiddenTokens(
  { hidden, seed }: Pick<ClozeBatchesOptions, 'hidden' | 'seed'>,
  epoch: number,
  start: number,
  length: number,
): boolean[] {
  const random = new Random(randomKey(seed, 'cloze.hidden'), epoch, 2 * start);
  return Array.from({ length }, () => random.uniform() < hidden);
}
