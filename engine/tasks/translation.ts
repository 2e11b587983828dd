import type { DataRecord, PairCodec, PartName, PrepareRequest, Task } from '../contracts/data';
import { Problem } from '../contracts/problem';
import { NearestPair } from '../data/baselines/nearest-pair';
import { type PairCorpus, readPairs } from '../data/pairs/corpus';
import { PairBatches } from '../data/pairs/pair-batches';
import { SideCodec } from '../data/pairs/side-codec';
import { PART_NAMES } from '../data/split';
import { END, PADDING, SPECIALS, START, UNKNOWN } from '../data/vocabulary';
import { PairEvaluator } from './pair-evaluator';
import { decodedPair, PairExamples } from './pair-examples';
import { PairMetrics } from './pair-metrics';

function readCorpus(request: PrepareRequest): Promise<PairCorpus> {
  const { data, task } = request.experiment;
  if (task.kind !== 'translation') throw new Error(`not a translation experiment: ${task.kind}`);
  return readPairs(request, {
    tokens: [data.tokens, task.targetTokens ?? data.tokens],
    longest: task.longest,
    shared: task.vocabularies === 'shared',
    specials: [SPECIALS, SPECIALS],
  });
}

/** What an evaluation asks of the pairs. */
function answered({ source, target, parts, record }: PairCorpus) {
  const [from, to] = [new SideCodec(record.source), new SideCodec(record.target)];
  const sourceOf = (row: number) => from.decode(source.row(row));
  const reference = (row: number) => to.decode(target.row(row));
  // An unknown token of the source is not that of the target.
  const baselines = [{ name: 'copy', answer: (row: number) => sourceOf(row).replaceAll('\uFFFD', '\uFFFC') }];
  const trained = parts.get('train');
  if (trained) {
    let nearest: NearestPair | undefined;
    const answer = (row: number) => reference((nearest ??= new NearestPair(source, trained)).nearest(row));
    baselines.push({ name: 'nearest-pair', answer });
  }
  return {
    source: sourceOf,
    reference,
    decode: (ids: readonly number[]) => to.decode(ids),
    length: (row: number) => source.length(row),
    baselines,
  };
}

/** Generates the target of a pair from its source. */
export const translationTask: Task = {
  kind: 'translation',

  async prepare(request) {
    const { train } = request.experiment;
    const corpus = await readCorpus(request);
    const { source, target } = corpus.vocabularies;
    const parts = new Map<PartName, PairBatches>();
    for (const [name, rows] of corpus.parts) {
      const seed = name === 'train' ? train.seed : undefined;
      const vocabularies = { source: source.size, target: target.size };
      parts.set(name, new PairBatches({ ...corpus, rows, vocabularies, batch: train.batch, seed }));
    }
    const partOf = (name: PartName): PairBatches => {
      const part = parts.get(name);
      if (!part) throw new Problem('data.no-part', { part: name }, { path: 'data.split' });
      return part;
    };
    const sizes = PART_NAMES.map((name) => [name, corpus.parts.get(name)?.length ?? 0]);
    return {
      record: {
        input: { kind: 'tokens', vocabulary: source.size },
        output: { kind: 'classes', size: target.size, per: 'step' },
        decoder: { kind: 'tokens', vocabulary: target.size },
        parts: Object.fromEntries(sizes) as DataRecord['parts'],
        pairs: corpus.record,
      },
      parts: Object.fromEntries(parts),
      metrics: () => new PairMetrics(target.size),
      evaluator: (name) => new PairEvaluator({ name, batches: partOf(name), ...answered(corpus) }),
    };
  },

  examples: (request) => new PairExamples(request, () => readCorpus(request), decodedPair),

  pairs({ pairs }) {
    if (!pairs) throw new Error('the record is not that of pairs');
    const [source, target] = [new SideCodec(pairs.source), new SideCodec(pairs.target)];
    return {
      start: START,
      end: END,
      banned: [UNKNOWN, PADDING, START],
      longest: Math.ceil(1.5 * pairs.target.longest) + 5,
      encodeSource: (text) => source.encode(text),
      decodeSource: (ids) => source.decode(ids),
      decodeTarget: (ids) => target.decode(ids),
      visibleTarget: (id) => target.visible(id),
    } satisfies PairCodec;
  },
};
