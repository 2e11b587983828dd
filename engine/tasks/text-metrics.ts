import type { BatchBuffer, MetricGatherer } from '../contracts/data';

/** Perplexity by token and bits by character of a language model. */
export class TextMetrics implements MetricGatherer {
  private nats = 0;
  private tokens = 0;
  private characters = 0;

  /** @param lengths characters (code points) of each token by id */
  constructor(private readonly lengths: ArrayLike<number>) {}

  add(loss: number, count: number, _output: Float32Array | Float64Array, { target, weights }: BatchBuffer): void {
    this.nats += loss;
    this.tokens += count;
    for (let i = 0; i < weights.length; i++) if (weights[i] > 0) this.characters += this.lengths[target[i]];
  }

  result(): Readonly<Record<string, number>> {
    return textMetrics(this.nats, this.tokens, this.characters);
  }
}

/** @param nats sum of the losses of `tokens` predicted tokens that stand for `characters` code points */
export function textMetrics(nats: number, tokens: number, characters: number) {
  return { perplexity: Math.exp(nats / tokens), bitsPerCharacter: nats / Math.LN2 / characters };
}
