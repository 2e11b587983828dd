import type { DataRecord, Example, Examples, PairsRecord, PrepareRequest } from '../contracts/data';
import type { InspectionInput } from '../contracts/inspection';
import { Problem } from '../contracts/problem';
import type { PairCorpus } from '../data/pairs/corpus';
import { SideCodec } from '../data/pairs/side-codec';
import type { TokenRows } from '../data/token-rows';
import { END, START } from '../data/vocabulary';
import { oneSequence } from './one-sequence';

/** What the end of an answer is called among its tokens. */
export const endLabel = '</s>';

/** Single pairs as an encoder-decoder reads them: the target one step late, and the end symbol behind it. */
export class PairExamples implements Examples {
  private readonly record: PairsRecord;
  private corpus: Promise<PairCorpus> | undefined;

  /** @param read reads the run's data */
  constructor(
    private readonly request: PrepareRequest,
    private readonly read: () => Promise<PairCorpus>,
  ) {
    const { pairs } = request.record as DataRecord;
    if (!pairs) throw new Error('the record is not that of pairs');
    this.record = pairs;
  }

  async of(input: InspectionInput): Promise<Example> {
    const { source, target } = this.record;
    if (input.kind === 'table') throw new Problem('inspect.input', { task: this.request.experiment.task.kind });
    if (input.kind === 'text') {
      return this.example(new SideCodec(source).encode(input.text), new SideCodec(target).encode(input.target ?? ''));
    }
    this.corpus ??= this.read();
    const corpus = await this.corpus;
    const rows = corpus.parts.get(input.part);
    if (!rows) throw new Problem('data.no-part', { part: input.part }, { path: 'data.split' });
    if (input.from >= rows.length) throw new Problem('inspect.empty');
    const row = rows[Math.max(0, input.from)];
    return this.example(idsOf(corpus.source, row), idsOf(corpus.target, row));
  }

  private example(source: readonly number[], target: readonly number[]): Example {
    const [from, to] = [new SideCodec(this.record.source), new SideCodec(this.record.target)];
    const size = this.record.target.vocabulary.length;
    const decoder = { kind: 'tokens', vocabulary: size } as const;
    return {
      batches: oneSequence({
        input: { kind: 'tokens', vocabulary: this.record.source.vocabulary.length },
        output: { kind: 'classes', size, per: 'step' },
        values: source,
        decoder: { input: decoder, values: [START, ...target] },
        targets: [...target, END],
      }),
      sides: {
        source: source.map((id) => from.visible(id)),
        target: [...target.map((id) => to.visible(id)), endLabel],
      },
      outputNames: this.record.target.vocabulary.map((_, id) => (id === END ? endLabel : to.visible(id))),
    };
  }
}

function idsOf(rows: TokenRows, row: number): number[] {
  return Array.from({ length: rows.length(row) }, (_, t) => rows.at(row, t));
}
