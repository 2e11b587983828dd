import type { Column } from '../../contracts/data';
import { Problem } from '../../contracts/problem';
import type { Range } from '../split';
import type { LoadedTable } from './load';

/** More equal times than this share within a group look like several series mixed up. */
const REPEATED_TIMES = 0.01;

export interface OrderedTable extends LoadedTable {
  /** Rows of each independent series; one when there is no group column. */
  readonly series: readonly Range[];
  /** Row of the file (from 0, header not counted, dropped rows not counted) by row. */
  readonly order: Uint32Array;
}

/**
 * Puts the rows in order: series by first appearance, rows of a series by time, equal times as in the file.
 * Throws `table.time-repeated`.
 */
export function orderTable(table: LoadedTable, file: string, timeName?: string, groupName?: string): OrderedTable {
  const time = table.columns.find((column) => column.name === timeName);
  const group = table.columns.find((column) => column.name === groupName);
  const ranks = groupRanks(group, table.rows);
  const times = time && time.kind !== 'text' ? time.values : undefined;
  const order = Uint32Array.from({ length: table.rows }, (_, i) => i);
  const compare = (a: number, b: number) => ranks[a] - ranks[b] || (times ? times[a] - times[b] : 0) || a - b;
  const sorted = order.every((_, i) => i === 0 || compare(i - 1, i) < 0);
  if (!sorted) order.sort(compare);
  const series: Range[] = [];
  let repeated = 0;
  for (let i = 1, start = 0; i <= table.rows; i++) {
    const [row, previous] = [order[i], order[i - 1]];
    if (i === table.rows || ranks[row] !== ranks[previous]) {
      series.push({ start, end: i });
      start = i;
    } else if (times && times[row] === times[previous]) repeated++;
  }
  if (time && repeated > table.rows * REPEATED_TIMES) {
    throw new Problem('table.time-repeated', { column: time.name, count: repeated }, { file, path: 'data.group' });
  }
  const columns = sorted ? table.columns : table.columns.map((column) => reorder(column, order));
  return { ...table, columns, series, order };
}

function groupRanks(group: Column | undefined, rows: number): Uint32Array {
  const ranks = new Uint32Array(rows);
  if (group?.kind !== 'text') return ranks;
  const known = new Map<string, number>();
  for (let i = 0; i < rows; i++) {
    const rank = known.get(group.values[i]) ?? known.size;
    known.set(group.values[i], rank);
    ranks[i] = rank;
  }
  return ranks;
}

function reorder(column: Column, order: Uint32Array): Column {
  if (column.kind === 'text') return { ...column, values: Array.from(order, (row) => column.values[row]) };
  const { values } = column;
  return { ...column, values: Float64Array.from(order, (row) => values[row]) };
}
