import type { BatchBuffer, Evaluator, Floats, PartName } from '../contracts/data';
import type { Baseline, TagEvaluation, TaggedSentence } from '../contracts/events';
import { FrequentTag } from '../data/baselines/frequent-tag';
import type { PairCorpus } from '../data/pairs/corpus';
import type { TagBatches } from '../data/pairs/tag-batches';
import { taggedLanes, TagScores } from './tag-scores';

/** Wrong sentences that are shown. */
const MOST_WRONG = 20;

export interface TagEvaluatorOptions {
  readonly name: PartName;
  readonly corpus: PairCorpus;
  readonly batches: TagBatches;
}

/** Gathers the tags of all sentences of a part: accuracy, entities, wrong sentences, and the commonest tag of each token. */
export class TagEvaluator implements Evaluator {
  private readonly scores = new TagScores();
  private readonly sentences: { readonly row: number; readonly predicted: string[]; readonly truth: string[] }[] = [];
  private index = 0;
  private nats = 0;

  constructor(private readonly options: TagEvaluatorOptions) {}

  add({ losses, output }: { readonly losses: Floats; readonly output: Floats }, batch: BatchBuffer): void {
    const { batches, corpus } = this.options;
    const rows = batches.rows(0, this.index++);
    for (const loss of losses) this.nats += loss;
    let lane = 0;
    for (const { predicted, truth } of taggedLanes(output, batch, batches.shape.batch, corpus.vocabularies.target)) {
      this.scores.add(predicted, truth);
      this.sentences.push({ row: rows[lane++], predicted, truth });
    }
  }

  result(): TagEvaluation {
    const { name, batches } = this.options;
    const count = batches.predictions;
    return {
      kind: 'tags',
      part: name,
      count,
      sentences: this.sentences.length,
      loss: this.nats / count,
      metrics: this.scores.metrics(),
      baselines: this.baselines(),
      wrong: this.wrong(),
    };
  }

  private baselines(): Baseline[] {
    const { source, target, parts, vocabularies } = this.options.corpus;
    const trained = parts.get('train');
    if (!trained) return [];
    const frequent = new FrequentTag(source, target, trained);
    const scores = new TagScores();
    for (const { row, truth } of this.sentences) {
      scores.add(
        source.row(row).map((token) => vocabularies.target.visible(frequent.tag(token))),
        truth,
      );
    }
    return [{ name: 'frequent-tag', metrics: scores.metrics() }];
  }

  private wrong(): TaggedSentence[] {
    const { source, vocabularies } = this.options.corpus;
    const errors = ({ predicted, truth }: (typeof this.sentences)[number]) =>
      truth.filter((tag, i) => tag !== predicted[i]).length;
    return this.sentences
      .filter((sentence) => errors(sentence) > 0)
      .sort((a, b) => errors(b) - errors(a))
      .slice(0, MOST_WRONG)
      .map(({ row, predicted, truth }) => {
        return { tokens: source.row(row).map((id) => vocabularies.source.visible(id)), predicted, truth };
      });
  }
}
