import type { DataRecord, Example, Examples, PairsRecord, PrepareRequest, SideRecord } from '../contracts/data';
import type { InspectionInput } from '../contracts/inspection';
import { Problem } from '../contracts/problem';
import type { PairCorpus } from '../data/pairs/corpus';
import { SideCodec } from '../data/pairs/side-codec';
import { END, START } from '../data/vocabulary';
import { oneSequence } from './one-sequence';

/** The end of an answer among its tokens: no text, as in the beam; a view has a word for it. */
export const endLabel = '';

/** The two sides of a pair: token ids and what they are called. */
export interface Pair {
  readonly source: Tokens;
  /** Absent where nobody knows it. */
  readonly target?: Tokens;
}

interface Tokens {
  readonly ids: readonly number[];
  readonly labels: readonly string[];
}

/** Single pairs as a model reads them. */
export class PairExamples implements Examples {
  private readonly record: PairsRecord;
  private corpus: Promise<PairCorpus> | undefined;

  /** @param read reads the run's data @param form makes an example of a pair */
  constructor(
    private readonly request: PrepareRequest,
    private readonly read: () => Promise<PairCorpus>,
    private readonly form: (pair: Pair, record: PairsRecord) => Example,
  ) {
    const { pairs } = request.record as DataRecord;
    if (!pairs) throw new Error('the record is not that of pairs');
    this.record = pairs;
  }

  async of(input: InspectionInput): Promise<Example> {
    const { source, target } = this.record;
    if (input.kind === 'table') throw new Problem('inspect.input', { task: this.request.experiment.task.kind });
    if (input.kind === 'text') {
      const written = input.target === undefined ? undefined : ofText(target, input.target);
      return this.form({ source: ofText(source, input.text), target: written }, this.record);
    }
    this.corpus ??= this.read();
    const corpus = await this.corpus;
    const rows = corpus.parts.get(input.part);
    if (!rows) throw new Problem('data.no-part', { part: input.part }, { path: 'data.split' });
    if (input.from >= rows.length) throw new Problem('inspect.empty');
    const row = rows[Math.max(0, input.from)];
    const pair = { source: ofRow(source, corpus.source.row(row)), target: ofRow(target, corpus.target.row(row)) };
    return this.form(pair, this.record);
  }
}

function ofText(side: SideRecord, text: string): Tokens {
  const codec = new SideCodec(side);
  return { ids: codec.encode(text), labels: codec.pieces(text) };
}

function ofRow(side: SideRecord, ids: readonly number[]): Tokens {
  const codec = new SideCodec(side);
  const blank = side.tokens === 'list' ? ' ' : '';
  return { ids, labels: ids.map((id, t) => codec.visible(id) + (t + 1 < ids.length ? blank : '')) };
}

/** As an encoder-decoder reads: the target one step late, and the end symbol behind it. */
export function decodedPair({ source, target }: Pair, record: Pick<PairsRecord, 'source' | 'target'>): Example {
  const [read, written] = [record.source, record.target].map(({ vocabulary }) => vocabulary.length);
  const ids = target?.ids ?? [];
  const codec = new SideCodec(record.target);
  return {
    batches: oneSequence({
      input: { kind: 'tokens', vocabulary: read },
      output: { kind: 'classes', size: written, per: 'step' },
      values: source.ids,
      decoder: { input: { kind: 'tokens', vocabulary: written }, values: [START, ...ids] },
      targets: [...ids, END],
    }),
    sides: { source: source.labels, target: [...(target?.labels ?? []), endLabel] },
    outputNames: record.target.vocabulary.map((_, id) => (id === END ? endLabel : codec.visible(id))),
    feedback: { kind: 'decoder' },
  };
}

/** With a tag to every token. Throws `tagging.lengths`. */
export function taggedSentence({ source, target }: Pair, record: PairsRecord): Example {
  const [tokens, tags] = [source.ids.length, target?.ids.length];
  if (tags !== undefined && tags !== tokens) throw new Problem('tagging.lengths', { line: 1, tokens, tags });
  const codec = new SideCodec(record.target);
  return {
    batches: oneSequence({
      input: { kind: 'tokens', vocabulary: record.source.vocabulary.length },
      output: { kind: 'classes', size: record.target.vocabulary.length, per: 'step' },
      values: source.ids,
      targets: target?.ids ?? source.ids.map(() => NaN),
    }),
    sides: { source: source.labels },
    outputNames: record.target.vocabulary.map((_, id) => codec.visible(id)),
  };
}
