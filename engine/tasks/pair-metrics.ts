import type { BatchBuffer, Floats, MetricGatherer } from '../contracts/data';
import { largest } from './largest';

/** Perplexity, and the share of predicted tokens that are right when the true tokens before them are known. */
export class PairMetrics implements MetricGatherer {
  private nats = 0;
  private count = 0;
  private right = 0;

  /** @param classes width of a row of the output */
  constructor(private readonly classes: number) {}

  add(loss: number, count: number, output: Floats, { target, weights }: BatchBuffer): void {
    this.nats += loss;
    this.count += count;
    for (let row = 0; row < weights.length; row++) {
      if (weights[row] > 0 && largest(output, row * this.classes, this.classes) === target[row]) this.right++;
    }
  }

  result(): Readonly<Record<string, number>> {
    return { tokenAccuracy: this.right / this.count, perplexity: Math.exp(this.nats / this.count) };
  }
}
