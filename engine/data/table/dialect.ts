import type { DataConfig } from '../../contracts/experiment';
import { Problem } from '../../contracts/problem';
import { type Cell, Scanner } from './scanner';
import { readDayFirstDate, readIsoDate, readMonthFirstDate, readNamedMonthDate, readNumber } from './values';

/** How a delimited file is written. */
export interface Dialect {
  readonly delimiter: string;
  /** Whether the first record holds the names of the columns. */
  readonly header: boolean;
}

const DELIMITERS = [',', ';', '\t', '|'];
const SAMPLE_RECORDS = 200;

/**
 * The dialect of a file, from the text at its beginning (whole records, and perhaps a torn last one).
 * The delimiter is the one that cuts most records into as many cells as the first.
 * Throws `table.delimiter` when a named delimiter is not one character.
 */
export function recogniseDialect(
  sample: string,
  file: string,
  config: Pick<DataConfig, 'delimiter' | 'header' | 'missing'>,
): Dialect {
  const { delimiter } = config;
  if (delimiter !== undefined && (delimiter.length !== 1 || /["\r\n]/.test(delimiter))) {
    throw new Problem('table.delimiter', { delimiter }, { path: 'data.delimiter' });
  }
  const named = delimiter === undefined ? undefined : { delimiter, ...score(sample, delimiter, file) };
  const best = named ?? bestDelimiter(sample, file);
  return {
    delimiter: best.delimiter,
    header: config.header ?? hasHeader(best.records, new Set(config.missing.tokens)),
  };
}

function bestDelimiter(sample: string, file: string) {
  const candidates = DELIMITERS.map((delimiter) => ({ delimiter, ...score(sample, delimiter, file) }));
  return candidates.reduce((a, b) => (b.score > a.score ? b : a));
}

function score(sample: string, delimiter: string, file: string): { score: number; records: (readonly Cell[])[] } {
  const records: (readonly Cell[])[] = [];
  try {
    for (const record of new Scanner(delimiter, file).push(sample)) {
      if (record.length > 1 || record[0].text !== '') records.push(record);
      if (records.length === SAMPLE_RECORDS) break;
    }
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
  }
  if (records.length === 0) return { score: 0, records };
  const width = records[0].length;
  const agreeing = records.filter((record) => record.length === width).length / records.length;
  // More columns decide only between delimiters that agree about as well.
  return { score: width > 1 ? agreeing + Math.min(width, 1000) / 1e5 : 0, records };
}

/** A name above a value tells a header; else the first record is one unless it holds values itself. */
function hasHeader(records: readonly (readonly Cell[])[], missing: ReadonlySet<string>): boolean {
  const [first, second] = records;
  if (!first) return true;
  const isValue = ({ text }: Cell) => isNumberOrDate(text.trim());
  const isName = (cell: Cell) => cell.text.trim() !== '' && !missing.has(cell.text.trim()) && !isValue(cell);
  if (second?.some((cell, i) => isValue(cell) && first[i] && isName(first[i]))) return true;
  return !first.some(isValue);
}

function isNumberOrDate(text: string): boolean {
  const readers = [readNumber, readIsoDate, readDayFirstDate, readMonthFirstDate, readNamedMonthDate];
  return readers.some((read) => read(text) !== undefined);
}
