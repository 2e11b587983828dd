import type { DataRecord, Example, Examples, PairCodec, PartName, PrepareRequest, Task } from '../contracts/data';
import type { DataToTextConfig } from '../contracts/experiment';
import type { InspectionInput } from '../contracts/inspection';
import { Problem } from '../contracts/problem';
import { nearestRow } from '../data/baselines/nearest-row';
import { type DescribedCorpus, readDescribed } from '../data/described/corpus';
import { DescribedBatches } from '../data/described/described-batches';
import { RowCodec } from '../data/described/row-codec';
import { SideCodec } from '../data/pairs/side-codec';
import { PART_NAMES } from '../data/split';
import { END, PADDING, START, UNKNOWN } from '../data/vocabulary';
import { oneSequence } from './one-sequence';
import { PairEvaluator } from './pair-evaluator';
import { endLabel } from './pair-examples';
import { PairMetrics } from './pair-metrics';

/** Writes a text about a row of numbers. */
export const dataToTextTask: Task = {
  kind: 'data-to-text',

  async prepare(request) {
    const { train } = request.experiment;
    const corpus = await readDescribed(request, configOf(request));
    const { vectors, texts, vocabulary, record } = corpus;
    const inputs = record.inputs.length;
    const parts = new Map<PartName, DescribedBatches>();
    for (const [name, rows] of corpus.parts) {
      const seed = name === 'train' ? train.seed : undefined;
      const options = { vectors, inputs, texts, rows, vocabulary: vocabulary.size, batch: train.batch, seed };
      parts.set(name, new DescribedBatches(options));
    }
    const partOf = (name: PartName): DescribedBatches => {
      const part = parts.get(name);
      if (!part) throw new Problem('data.no-part', { part: name }, { path: 'data.split' });
      return part;
    };
    const sizes = PART_NAMES.map((name) => [name, corpus.parts.get(name)?.length ?? 0]);
    return {
      record: {
        input: { kind: 'vectors', size: inputs },
        output: { kind: 'classes', size: vocabulary.size, per: 'step' },
        decoder: { kind: 'tokens', vocabulary: vocabulary.size },
        parts: Object.fromEntries(sizes) as DataRecord['parts'],
        described: record,
      },
      parts: Object.fromEntries(parts),
      metrics: () => new PairMetrics(vocabulary.size),
      evaluator(name) {
        const batches = partOf(name);
        return new PairEvaluator({ name, batches, ...answered(corpus) });
      },
    };
  },

  examples: (request) => new DescribedExamples(request),

  pairs({ described }) {
    if (!described) throw new Error('the record is not that of rows with a text');
    const [rows, text] = [new RowCodec(described), new SideCodec(described.text)];
    return {
      start: START,
      end: END,
      banned: [UNKNOWN, PADDING, START],
      longest: Math.ceil(1.5 * described.text.longest) + 5,
      encodeSource: (source) => rows.encode(source),
      decodeSource: (values) => rows.decode(values),
      decodeTarget: (ids) => text.decode(ids),
      visibleTarget: (id) => text.visible(id),
    } satisfies PairCodec;
  },
};

function configOf({ experiment: { task } }: PrepareRequest): DataToTextConfig {
  if (task.kind !== 'data-to-text') throw new Error(`not a data-to-text experiment: ${task.kind}`);
  return task;
}

/** What an evaluation asks of the rows. */
function answered({ vectors, texts, parts, record }: DescribedCorpus) {
  const [rows, codec] = [new RowCodec(record), new SideCodec(record.text)];
  const size = record.inputs.length;
  const vector = (row: number) => vectors.subarray(row * size, (row + 1) * size);
  const reference = (row: number) => codec.decode(texts.row(row));
  const trained = parts.get('train');
  return {
    source: (row: number) => rows.decode([...vector(row)]),
    reference,
    decode: (ids: readonly number[]) => codec.decode(ids),
    baselines: trained
      ? [{ name: 'nearest-pair', answer: (row: number) => reference(nearestRow(vectors, size, trained, row)) }]
      : [],
  };
}

/** Single rows: the numbers in one step, and the text that is written about them. */
class DescribedExamples implements Examples {
  private corpus: Promise<DescribedCorpus> | undefined;

  constructor(private readonly request: PrepareRequest) {}

  async of(input: InspectionInput): Promise<Example> {
    const { described } = this.request.record as DataRecord;
    if (!described) throw new Error('the record is not that of rows with a text');
    if (input.kind === 'table') throw new Problem('inspect.input', { task: this.request.experiment.task.kind });
    const [rows, text] = [new RowCodec(described), new SideCodec(described.text)];
    const example = (values: readonly number[], ids: readonly number[]): Example => ({
      batches: oneSequence({
        input: { kind: 'vectors', size: described.inputs.length },
        output: { kind: 'classes', size: described.text.vocabulary.length, per: 'step' },
        values,
        decoder: { input: { kind: 'tokens', vocabulary: described.text.vocabulary.length }, values: [START, ...ids] },
        targets: [...ids, END],
      }),
      sides: { source: [rows.decode(values)], target: [...ids.map((id) => text.visible(id)), endLabel] },
      inputNames: described.inputs,
      outputNames: described.text.vocabulary.map((_, id) => (id === END ? endLabel : text.visible(id))),
      feedback: { kind: 'decoder' },
    });
    if (input.kind === 'text') return example(rows.encode(input.text), text.encode(input.target ?? ''));
    this.corpus ??= readDescribed(this.request, configOf(this.request));
    const corpus = await this.corpus;
    const part = corpus.parts.get(input.part);
    if (!part) throw new Problem('data.no-part', { part: input.part }, { path: 'data.split' });
    if (input.from >= part.length) throw new Problem('inspect.empty');
    const row = part[Math.max(0, input.from)];
    const size = described.inputs.length;
    return example([...corpus.vectors.subarray(row * size, (row + 1) * size)], corpus.texts.row(row));
  }
}
