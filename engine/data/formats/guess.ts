import type { ByteSource, Column } from '../../contracts/data';
import type { DataConfig } from '../../contracts/experiment';
import { Problem } from '../../contracts/problem';
import { decodeText } from '../decode';
import { recogniseEncoding } from '../encoding';
import { ColumnProbe } from '../table/column-kind';
import { recogniseDialect } from '../table/dialect';
import { type Cell, Scanner } from '../table/scanner';
import { parseRecord, usualKeys } from './json-lines';

/** What a file seems to hold. */
export interface Guess {
  readonly format: string;
  readonly bytes: number;
  readonly encoding: string;
  /** Of a table. */
  readonly columns?: readonly { readonly name: string; readonly kind: Column['kind'] }[];
  /** Of a table that was read whole. */
  readonly rows?: number;
  /** Of pairs: whether every token of a source has a target of its own. */
  readonly tagged?: boolean;
}

const SAMPLE_BYTES = 65536;
const TABLE_NAME = /\.(csv|tsv|tab)$/i;
/** Names under which tables are found too; a program or a web page full of commas is none. */
const PERHAPS_TABLE_NAME = /(\.(txt|dat|data)|(^|[/\\])[^./\\]+)$/i;
const FEWEST_ROWS = 5;
const CONLL_NAME = /\.(conllu?|bio|iob2?)$/i;
const JSON_LINES_NAME = /\.(jsonl|ndjson)$/i;
const PAIRS_NAME = /\.pairs$/i;

/**
 * Guesses from the name and about the first 64 KiB: a table is one with a column of numbers, columns of texts between tabs are
 * pairs, everything else is text. Throws `data.empty`, `data.binary`, `data.encoding`.
 */
export async function guessFormat(source: ByteSource, missing: DataConfig['missing']): Promise<Guess> {
  const encoding = await recogniseEncoding(source);
  const first = await decodeText(source, encoding, SAMPLE_BYTES).next();
  const sample = first.done ? '' : first.value;
  const whole = source.size <= SAMPLE_BYTES;
  const text = { format: 'text', bytes: source.size, encoding: encoding.label };
  if (CONLL_NAME.test(source.name)) return { ...text, format: 'conll', tagged: true };
  if (JSON_LINES_NAME.test(source.name)) return { ...text, format: 'json-lines', tagged: isTagged(sample) };
  if (PAIRS_NAME.test(source.name)) return { ...text, format: 'pairs' };
  const named = TABLE_NAME.test(source.name);
  if (!named && !PERHAPS_TABLE_NAME.test(source.name)) return text;
  const table = describeTable(sample, source.name, missing);
  if (!table.columns.some(({ kind }) => kind === 'number'))
    return isPairs(sample) ? { ...text, format: 'pairs' } : text;
  if (!named && (table.columns.length < 2 || table.rows < FEWEST_ROWS || !table.regular)) return text;
  const { columns, rows } = table;
  return { ...text, format: 'csv', columns, rows: whole ? rows : undefined };
}

function describeTable(sample: string, file: string, missing: DataConfig['missing']) {
  const dialect = recogniseDialect(sample, file, { missing });
  const tokens = new Set(missing.tokens);
  const { records, broken } = wholeRecords(sample, dialect.delimiter, file);
  const names = (records[0] ?? []).map(({ text }, i) => (dialect.header && text.trim()) || `column ${i + 1}`);
  const rows = records.slice(dialect.header ? 1 : 0);
  const even = rows.filter((cells) => cells.length === names.length);
  const columns = names.map((name, i) => {
    const probe = new ColumnProbe(name, dialect.delimiter === ';');
    for (const cells of even) {
      const text = cells[i].text.trim();
      if (!tokens.has(text)) probe.add(cells[i], text);
    }
    return { name, kind: probe.result().kind };
  });
  return { columns, rows: rows.length, regular: !broken && even.length === rows.length };
}

/** Records that are not empty, up to the first that breaks the rules of quoting. */
function wholeRecords(sample: string, delimiter: string, file: string) {
  const records: (readonly Cell[])[] = [];
  try {
    for (const cells of new Scanner(delimiter, file).push(sample.endsWith('\n') ? sample : `${sample}\n`)) {
      if (cells.length > 1 || cells[0].text.trim() !== '') records.push(cells);
    }
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return { records, broken: true };
  }
  return { records, broken: false };
}

/** Lines of at least two texts between tabs, as many in each. The last line may be torn. */
function isPairs(sample: string): boolean {
  const lines = sample.split('\n').filter((line) => line.trim() !== '');
  if (lines.length > FEWEST_ROWS) lines.pop();
  const width = lines[0]?.split('\t').length ?? 0;
  return lines.length >= FEWEST_ROWS && width >= 2 && lines.every((line) => line.split('\t').length === width);
}

/** Whether the first line holds two lists of the same length. */
function isTagged(sample: string): boolean {
  const line = sample.split('\n').find((each) => each.trim() !== '') ?? '';
  try {
    const record = parseRecord(line, {});
    const [tokens, tags] = usualKeys(record).map((key) => record[key]);
    return Array.isArray(tokens) && Array.isArray(tags) && tokens.length === tags.length;
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return false;
  }
}
