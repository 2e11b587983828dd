import type { DataRecord, MetricGatherer, PartName, Task } from '../contracts/data';
import type { ClozeToken } from '../contracts/events';
import { Problem } from '../contracts/problem';
import { ClozeBatches } from '../data/cloze-batches';
import { Lexicon } from '../data/read-tokens';
import { PART_NAMES } from '../data/split';
import { tokenizers } from '../data/tokenizers';
import { CLOZE_SPECIALS, HIDDEN, UNKNOWN, Vocabulary } from '../data/vocabulary';
import { candidatesOf } from './cloze-candidates';
import { ClozeEvaluator } from './cloze-evaluator';
import { cutAtGaps, GAP } from './gaps';
import { PairMetrics } from './pair-metrics';
import type { TokenPart } from './text-evaluator';
import { TextExamples } from './text-examples';
import { lengthOf, readParts } from './text-parts';
import { clozeStretch } from './text-stretches';

/** Passages of a sample. */
const SHOWN = 2;

/** Predicts hidden tokens of a text from both sides. */
export const clozeTask: Task = {
  kind: 'cloze',

  async prepare(request) {
    const { data, task, train } = request.experiment;
    if (task.kind !== 'cloze') throw new Error(`not a cloze experiment: ${task.kind}`);
    const lexicon = new Lexicon();
    const { parts: read, encoding } = await readParts(request, lexicon);
    const trained = read.get('train');
    const size = lexicon.tokens.length;
    const counts = trained?.tokens.frequencies(trained.range.start, trained.range.end, size) ?? new Float64Array(size);
    const vocabulary = request.record?.text
      ? new Vocabulary(request.record.text.vocabulary)
      : Vocabulary.build(lexicon.tokens, counts, data.vocabulary, CLOZE_SPECIALS);
    const ids = lexicon.tokens.map((token) => vocabulary.id(token));
    for (const tokens of new Set([...read.values()].map((part) => part.tokens))) tokens.remap(ids);
    const parts = new Map<PartName, TokenPart & { readonly batches: ClozeBatches }>();
    for (const [name, part] of read) {
      const batches = new ClozeBatches({
        ...part,
        vocabulary: vocabulary.size,
        batch: train.batch,
        window: train.window,
        hidden: task.hidden,
        seed: train.seed,
        training: name === 'train',
      });
      if (batches.predictions === 0) throw new Problem('cloze.no-gaps', { part: name }, { path: 'task.hidden' });
      parts.set(name, { ...part, batches });
    }
    const partOf = (name: PartName) => {
      const part = parts.get(name);
      if (!part) throw new Problem('data.no-part', { part: name }, { path: 'data.split' });
      return part;
    };
    const sizes = PART_NAMES.map((name) => [name, lengthOf(read.get(name))]);
    return {
      record: {
        input: { kind: 'tokens', vocabulary: vocabulary.size },
        output: { kind: 'classes', size: vocabulary.size, per: 'step' },
        parts: Object.fromEntries(sizes) as DataRecord['parts'],
        text: { encoding, tokens: data.tokens, vocabulary: vocabulary.tokens },
      },
      parts: Object.fromEntries([...parts].map(([name, { batches }]) => [name, batches])),
      metrics: () => new HiddenMetrics(vocabulary.size),
      evaluator: (name) => {
        const { batches, ...part } = partOf(name);
        return new ClozeEvaluator({ name, part, batches, vocabulary, trained: parts.get('train') });
      },
      preview(name) {
        const { batches, tokens, range } = partOf(name);
        return {
          index: 0,
          sample(output, { weights }) {
            const lanes = Math.min(SHOWN, train.batch);
            const texts = Array.from({ length: lanes }, (_lane, lane): ClozeToken[] => {
              const { start, length } = batches.place(0, 0, lane);
              return Array.from({ length }, (_, t) => {
                const token = vocabulary.visible(tokens.at(range.start + start + t));
                const cell = t * train.batch + lane;
                return weights[cell] > 0 ? { token, candidates: candidatesOf(output, cell, vocabulary) } : { token };
              });
            });
            return { kind: 'cloze', texts: texts.filter((text) => text.length > 0) };
          },
        };
      },
    };
  },

  examples(request) {
    const { task, train } = request.experiment;
    if (task.kind !== 'cloze') throw new Error(`not a cloze experiment: ${task.kind}`);
    return new TextExamples(request, clozeStretch({ hidden: task.hidden, seed: train.seed }));
  },

  reader({ text }) {
    if (!text) throw new Error('the record is not that of a text');
    const vocabulary = new Vocabulary(text.vocabulary);
    const cut = (input: string): string[] => cutAtGaps(input, tokenizers[text.tokens]);
    return {
      encode(input) {
        const ids = cut(input).map((token) => (token === GAP ? HIDDEN : vocabulary.id(token)));
        if (!ids.includes(HIDDEN)) throw new Problem('predict.no-gap');
        return ids;
      },
      sample(input, output) {
        const tokens = cut(input).map((token, t): ClozeToken => {
          if (token === GAP) return { token: '', candidates: candidatesOf(output, t, vocabulary) };
          return { token: vocabulary.id(token) === UNKNOWN ? vocabulary.visible(UNKNOWN) : token };
        });
        return { kind: 'cloze', texts: [tokens] };
      },
    };
  },
};

/** Accuracy and perplexity of the hidden tokens. */
class HiddenMetrics implements MetricGatherer {
  private readonly inner: PairMetrics;

  constructor(classes: number) {
    this.inner = new PairMetrics(classes);
  }

  add(...values: Parameters<MetricGatherer['add']>): void {
    this.inner.add(...values);
  }

  result(): Readonly<Record<string, number>> {
    const { tokenAccuracy, perplexity } = this.inner.result();
    return { accuracy: tokenAccuracy, perplexity };
  }
}
