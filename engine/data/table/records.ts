import type { ByteSource } from '../../contracts/data';
import type { DataConfig } from '../../contracts/experiment';
import { Problem } from '../../contracts/problem';
import { decodeText } from '../decode';
import { type Encoding, recogniseEncoding } from '../encoding';
import { type Dialect, recogniseDialect } from './dialect';
import { type Cell, Scanner } from './scanner';

/** A delimited file whose dialect and column names are known. */
export interface TableFile {
  readonly source: ByteSource;
  readonly encoding: Encoding;
  readonly dialect: Dialect;
  readonly names: readonly string[];
}

type TableConfig = Pick<DataConfig, 'delimiter' | 'encoding' | 'header' | 'missing'>;

/** Finds out how a delimited file is written. Throws `table.duplicate-name`, `table.no-rows` and what decoding throws. */
export async function openTable(source: ByteSource, config: TableConfig): Promise<TableFile> {
  const encoding = await recogniseEncoding(source, config.encoding);
  const first = await decodeText(source, encoding).next();
  const sample = first.done ? '' : first.value;
  // A last line without line end is whole when nothing follows.
  const dialect = recogniseDialect(sample.endsWith('\n') ? sample : `${sample}\n`, source.name, config);
  const file = { source, encoding, dialect, names: [] };
  for await (const records of scan(file)) {
    for (const record of records) {
      if (!isBlank(record)) return { ...file, names: columnNames(record, dialect.header, source.name) };
    }
  }
  throw new Problem('table.no-rows', { file: source.name }, { file: source.name });
}

function columnNames(record: readonly Cell[], header: boolean, file: string): string[] {
  if (!header) return record.map((_, i) => `column ${i + 1}`);
  const names = record.map(({ text }, i) => text.trim() || `column ${i + 1}`);
  names.forEach((name, i) => {
    const earlier = names.indexOf(name);
    if (earlier === i) return;
    const { line, column } = record[i];
    const values = { name, first: earlier + 1, second: i + 1 };
    throw new Problem('table.duplicate-name', values, { file, line, column });
  });
  return names;
}

/**
 * Calls `visit` with every row of values: records as wide as the header. Empty lines are left out, save in a table of one
 * column, where they are empty cells (except after the last value). Throws `table.ragged`.
 */
export async function eachRow(file: TableFile, visit: (cells: readonly Cell[]) => void): Promise<void> {
  const { dialect, names, source } = file;
  let header = dialect.header;
  let empty: (readonly Cell[])[] = [];
  for await (const records of scan(file)) {
    for (const cells of records) {
      if (isBlank(cells)) {
        if (names.length === 1 && !header) empty.push(cells);
        continue;
      }
      if (header) {
        header = false;
        continue;
      }
      if (cells.length !== names.length) throw ragged(cells, names.length, source.name);
      empty.forEach(visit);
      empty = [];
      visit(cells);
    }
  }
}

function isBlank(cells: readonly Cell[]): boolean {
  return cells.length === 1 && cells[0].text.trim() === '';
}

async function* scan({ source, encoding, dialect }: TableFile): AsyncGenerator<Iterable<readonly Cell[]>> {
  const scanner = new Scanner(dialect.delimiter, source.name);
  for await (const piece of decodeText(source, encoding)) yield scanner.push(piece);
  yield scanner.end();
}

function ragged(cells: readonly Cell[], expected: number, file: string): Problem {
  const { line, column } = cells[Math.min(expected, cells.length - 1)];
  return new Problem('table.ragged', { line, found: cells.length, expected }, { file, line, column });
}
