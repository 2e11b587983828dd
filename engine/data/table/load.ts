import type { Column, ReadConfig } from '../../contracts/data';
import { cellProblem } from './column-kind';
import { eachRow, type TableFile } from './records';
import type { Cell } from './scanner';
import type { Survey, SurveyedColumn } from './survey';

/** A table as it stands in the file; missing numbers are NaN. */
export interface LoadedTable {
  readonly columns: readonly Column[];
  readonly rows: number;
  /** Rows left out by the policy `drop`, by the column whose cell was missing. */
  readonly dropped: ReadonlyMap<string, number>;
}

/**
 * Reads the surveyed columns into arrays.
 * Throws `table.missing` (a missing cell under the policy `error`, or a missing time or group under any policy but `drop`),
 * `table.missing-text` where there is to be a text, and `table.not-finite`.
 */
export async function loadTable(file: TableFile, survey: Survey, config: ReadConfig): Promise<LoadedTable> {
  const missing = new Set(config.missing.tokens);
  const { policy } = config.missing;
  const writers = survey.columns.map((column) => columnWriter(column, survey.rows, file.source.name));
  const dropped = new Map<string, number>();
  const isKey = (column: SurveyedColumn) => column === survey.time || column === survey.group;
  let row = 0;
  await eachRow(file, (cells) => {
    const gap = survey.columns.find(({ index }) => missing.has(cells[index].text.trim()));
    if (gap && policy === 'drop') {
      dropped.set(gap.name, (dropped.get(gap.name) ?? 0) + 1);
      return;
    }
    survey.columns.forEach((column, i) => {
      const cell = cells[column.index];
      const text = cell.text.trim();
      if (!missing.has(text)) writers[i].write(row, text, cell);
      else if (column.name === config.text)
        throw cellProblem('table.missing-text', cell, column.name, file.source.name);
      else if (policy === 'error' || isKey(column)) {
        throw cellProblem(isKey(column) ? 'table.missing-key' : 'table.missing', cell, column.name, file.source.name);
      }
    });
    row++;
  });
  return { columns: writers.map((writer) => writer.finish(row)), rows: row, dropped };
}

interface ColumnWriter {
  write(row: number, text: string, cell: Cell): void;
  finish(rows: number): Column;
}

function columnWriter({ name, kind, read }: SurveyedColumn, rows: number, file: string): ColumnWriter {
  if (kind === 'text' || !read) return textWriter(name);
  const values = new Float64Array(rows).fill(NaN);
  return {
    write(row, text, cell) {
      const value = read(text) ?? NaN;
      if (!Number.isFinite(value)) throw cellProblem('table.not-finite', cell, name, file);
      values[row] = value;
    },
    finish: (count) => ({ name, kind, values: values.subarray(0, count) }),
  };
}

/** Equal texts share one string. */
function textWriter(name: string): ColumnWriter {
  const values: string[] = [];
  const known = new Map<string, string>();
  return {
    write(row, text) {
      const own = known.get(text) ?? Array.from(text).join('');
      known.set(own, own);
      values[row] = own;
    },
    finish: () => ({ name, kind: 'text', values }),
  };
}
