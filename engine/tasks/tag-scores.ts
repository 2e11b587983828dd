import type { BatchBuffer, Floats, MetricGatherer } from '../contracts/data';
import type { Vocabulary } from '../data/vocabulary';
import { ChunkScore } from './chunks';
import { largest } from './largest';

/** Counts right tags and right entities. */
export class TagScores {
  private readonly chunks = new ChunkScore();
  private right = 0;
  private count = 0;

  add(predicted: readonly string[], truth: readonly string[]): void {
    this.chunks.add(predicted, truth);
    this.count += truth.length;
    this.right += truth.filter((tag, i) => predicted[i] === tag).length;
  }

  metrics(): Record<string, number> {
    const { chunks } = this;
    const accuracy = this.right / this.count;
    if (!chunks.any) return { accuracy };
    return { f1: chunks.f1, precision: chunks.precision, recall: chunks.recall, accuracy };
  }
}

/** The predicted and the true tags of each lane of a batch, padding left out. */
export function* taggedLanes(output: Floats, { target, weights }: BatchBuffer, lanes: number, tags: Vocabulary) {
  for (let lane = 0; lane < lanes; lane++) {
    const predicted: string[] = [];
    const truth: string[] = [];
    for (let cell = lane; cell < weights.length; cell += lanes) {
      if (weights[cell] === 0) continue;
      predicted.push(tags.visible(largest(output, cell * tags.size, tags.size)));
      truth.push(tags.visible(target[cell]));
    }
    if (truth.length > 0) yield { predicted, truth };
  }
}

/** Accuracy and entity F1 of a validation pass. */
export class TagMetrics implements MetricGatherer {
  private readonly scores = new TagScores();

  constructor(
    private readonly lanes: number,
    private readonly tags: Vocabulary,
  ) {}

  add(_loss: number, _count: number, output: Floats, batch: BatchBuffer): void {
    for (const { predicted, truth } of taggedLanes(output, batch, this.lanes, this.tags))
      this.scores.add(predicted, truth);
  }

  result(): Readonly<Record<string, number>> {
    return this.scores.metrics();
  }
}
