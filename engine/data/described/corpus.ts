import type { DescribedRecord, PartName, PrepareRequest, ReadConfig, TableData } from '../../contracts/data';
import type { DataConfig, DataToTextConfig } from '../../contracts/experiment';
import { Problem } from '../../contracts/problem';
import { refuseBeyond } from '../memory';
import { onlyName } from '../pairs/columns';
import { splitGroups } from '../pairs/split-groups';
import { Lexicon } from '../read-tokens';
import { scalers } from '../scaler';
import { readFiles } from '../sources';
import { PART_NAMES } from '../split';
import { TokenRows } from '../token-rows';
import { tokenizers } from '../tokenizers';
import { SPECIALS, Vocabulary } from '../vocabulary';

/** The rows of an experiment: their numbers, scaled, and their texts as token ids, dealt out to its parts. */
export interface DescribedCorpus {
  /** `[rows, inputs]`. */
  readonly vectors: Float64Array;
  readonly texts: TokenRows;
  readonly parts: ReadonlyMap<PartName, Uint32Array>;
  readonly vocabulary: Vocabulary;
  readonly record: DescribedRecord;
}

/**
 * Reads tables of numbers and texts, row by row as they stand there. Scaling and vocabulary are those of the training part, or of the record of a run. Rows
 * with the same numbers, or of one `data.group`, are never split between two parts.
 * Throws `described.columns`, `described.number`, `described.empty`, `pairs.one-column`, `pairs.short` and what reading throws.
 */
export async function readDescribed(request: PrepareRequest, task: DataToTextConfig): Promise<DescribedCorpus> {
  const { experiment } = request;
  const known = request.record?.described;
  const { columns, target: targets } = known ? { columns: known.inputs, target: [known.target] } : experiment.data;
  const target = onlyName(targets, 'data.target');
  if (!columns || target === undefined) throw new Problem('described.columns', {}, { path: 'data' });
  const data: ReadConfig = { ...experiment.data, columns, target: [target], unordered: true, text: target };
  const reader = new RowReader(columns, target, data, task.longest);
  const parts = new Map<PartName, Uint32Array>();
  await readFiles({ ...request, experiment: { ...experiment, data } }, 'table', 'csv', async (file, limits) => {
    const { ids, groups, bytes } = reader.read(file.data, file.name);
    refuseBeyond(limits, bytes, file.name);
    const dealt = file.part ? { [file.part]: Uint32Array.from(ids.keys()) } : splitGroups(groups, data.split);
    for (const [i, name] of PART_NAMES.entries()) {
      if (file.part ? file.part === name : data.split[i] > 0) {
        parts.set(
          name,
          (dealt as Record<PartName, Uint32Array>)[name].map((index) => ids[index]),
        );
      }
    }
    return bytes;
  });
  for (const [part, rows] of parts) {
    if (rows.length === 0) throw new Problem('pairs.short', { part }, { path: 'data.split' });
  }
  const { lexicon, texts, values } = reader;
  const trained = parts.get('train') ?? new Uint32Array();
  const counts = texts.frequencies(trained, lexicon.tokens.length);
  const vocabulary = known
    ? new Vocabulary(known.text.vocabulary)
    : Vocabulary.build(lexicon.tokens, counts, data.vocabulary, SPECIALS);
  texts.tokens.remap(lexicon.tokens.map((token) => vocabulary.id(token)));
  const scaling = known?.scaling ?? fitScaling(columns, values, trained, task.scaler);
  const scalings = columns.map((name) => scaling[name]);
  return {
    vectors: Float64Array.from(values, (value, i) => {
      const { shift, scale } = scalings[i % scalings.length];
      return (value - shift) / scale;
    }),
    texts,
    parts,
    vocabulary,
    record: {
      inputs: columns,
      scaling,
      target,
      text: {
        tokens: data.tokens,
        vocabulary: vocabulary.tokens,
        longest: known?.text.longest ?? reader.longestText,
      },
      leftOut: reader.leftOut,
      repairs: reader.repairs,
    },
  };
}

function fitScaling(
  names: readonly string[],
  values: readonly number[],
  trained: Uint32Array,
  scaler: DataToTextConfig['scaler'],
): DescribedRecord['scaling'] {
  const all = [{ start: 0, end: trained.length }];
  return Object.fromEntries(
    names.map((name, i) => [
      name,
      scalers[scaler](
        Float64Array.from(trained, (row) => values[row * names.length + i]),
        all,
      ),
    ]),
  );
}

/** Takes rows out of tables; ids are the lexicon's. */
class RowReader {
  /** `[rows, inputs]`, in the units of the file. */
  readonly values: number[] = [];
  readonly texts = new TokenRows();
  readonly lexicon = new Lexicon();
  readonly repairs: TableData['repairs'][number][] = [];
  leftOut = 0;
  longestText = 0;

  constructor(
    private readonly inputs: readonly string[],
    private readonly target: string,
    private readonly data: DataConfig,
    private readonly longest: number,
  ) {}

  /** @returns the numbers of the rows that were taken in, their groups, and the bytes that they take */
  read(table: TableData, file: string): { ids: number[]; groups: string[]; bytes: number } {
    const before = this.bytes;
    const columns = this.inputs.map((name, i) => numbersOf(table, name, `data.columns.${i}`));
    const written = textsOf(table, this.target);
    const group = table.columns.find(({ name }) => name === this.data.group);
    this.repairs.push(...table.repairs);
    const ids: number[] = [];
    const groups: string[] = [];
    for (let row = 0; row < table.rows; row++) {
      const tokens: number[] = [];
      tokenizers[this.data.tokens].each(written[row], (token) => tokens.push(this.lexicon.id(token)));
      if (tokens.length === 0) {
        throw new Problem('described.empty', { column: this.target, row: row + 1 }, { file });
      }
      if (tokens.length > this.longest) {
        this.leftOut++;
        continue;
      }
      this.longestText = Math.max(this.longestText, tokens.length);
      ids.push(this.texts.count);
      groups.push(String(group?.values[row] ?? columns.map((values) => values[row]).join()));
      this.texts.push(tokens);
      for (const values of columns) this.values.push(values[row]);
    }
    return { ids, groups, bytes: this.bytes - before };
  }

  private get bytes(): number {
    return this.texts.bytes + this.lexicon.bytes + 16 * this.values.length;
  }
}

/** Throws `described.number` when a column holds something else. */
function numbersOf({ columns }: TableData, name: string, path: string): Float64Array {
  const column = columns.find((each) => each.name === name);
  if (column?.kind !== 'number') throw new Problem('described.number', { column: name }, { path });
  return column.values;
}

function textsOf({ columns }: TableData, name: string): readonly string[] {
  const column = columns.find((each) => each.name === name);
  if (column?.kind !== 'text') throw new Error('the texts were read as something else');
  return column.values;
}
