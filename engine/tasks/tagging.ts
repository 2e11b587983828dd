import type { DataRecord, PartName, PrepareRequest, Task } from '../contracts/data';
import { Problem } from '../contracts/problem';
import { type PairCorpus, readPairs } from '../data/pairs/corpus';
import { SideCodec } from '../data/pairs/side-codec';
import { TagBatches } from '../data/pairs/tag-batches';
import { PART_NAMES } from '../data/split';
import { SPECIALS, Vocabulary } from '../data/vocabulary';
import { largest } from './largest';
import { PairExamples, taggedSentence } from './pair-examples';
import { TagEvaluator } from './tag-evaluator';
import { taggedLanes, TagMetrics } from './tag-scores';

/** Sentences of a sample. */
const SHOWN = 3;

function readCorpus(request: PrepareRequest): Promise<PairCorpus> {
  const { data, task } = request.experiment;
  if (task.kind !== 'tagging') throw new Error(`not a tagging experiment: ${task.kind}`);
  return readPairs(request, {
    tokens: [data.tokens, data.tokens],
    longest: task.longest,
    shared: false,
    // Tags have no padding, start or end: only the unknown one, which is never right.
    specials: [SPECIALS, 1],
    check(tokens, tags, line, file) {
      if (tokens !== tags) throw new Problem('tagging.lengths', { line, tokens, tags }, { file, line });
    },
  });
}

/** Gives every token of a sequence a tag. */
export const taggingTask: Task = {
  kind: 'tagging',

  async prepare(request) {
    const { train } = request.experiment;
    const corpus = await readCorpus(request);
    const { source, target } = corpus.vocabularies;
    const parts = new Map<PartName, TagBatches>();
    for (const [name, rows] of corpus.parts) {
      const seed = name === 'train' ? train.seed : undefined;
      const vocabularies = { source: source.size, target: target.size };
      parts.set(name, new TagBatches({ ...corpus, rows, vocabularies, batch: train.batch, seed }));
    }
    const partOf = (name: PartName): TagBatches => {
      const part = parts.get(name);
      if (!part) throw new Problem('data.no-part', { part: name }, { path: 'data.split' });
      return part;
    };
    const sizes = PART_NAMES.map((name) => [name, corpus.parts.get(name)?.length ?? 0]);
    return {
      record: {
        input: { kind: 'tokens', vocabulary: source.size },
        output: { kind: 'classes', size: target.size, per: 'step' },
        parts: Object.fromEntries(sizes) as DataRecord['parts'],
        pairs: corpus.record,
      },
      parts: Object.fromEntries(parts),
      metrics: () => new TagMetrics(train.batch, target),
      evaluator: (name) => new TagEvaluator({ name, corpus, batches: partOf(name) }),
      preview(name) {
        const batches = partOf(name);
        const index = batches.count >> 1;
        return {
          index,
          sample(output, batch) {
            const rows = batches.rows(0, index);
            const lanes = [...taggedLanes(output, batch, train.batch, target)].slice(0, SHOWN);
            return {
              kind: 'tags',
              sentences: lanes.map((lane, i) => {
                return { tokens: corpus.source.row(rows[i]).map((id) => source.visible(id)), ...lane };
              }),
            };
          },
        };
      },
    };
  },

  examples: (request) => new PairExamples(request, () => readCorpus(request), taggedSentence),

  reader({ pairs }) {
    if (!pairs) throw new Error('the record is not that of pairs');
    const tokens = new SideCodec(pairs.source);
    const tags = new Vocabulary(pairs.target.vocabulary);
    return {
      encode(text) {
        const ids = tokens.encode(text);
        if (ids.length === 0) throw new Problem('predict.no-source');
        return ids;
      },
      sample(text, output) {
        const cut = tokens.cut(text);
        const predicted = cut.map((_, i) => tags.visible(largest(output, i * tags.size, tags.size)));
        return { kind: 'tags', sentences: [{ tokens: cut, predicted }] };
      },
    };
  },
};
