import type { DataConfig } from '../../contracts/experiment';
import type { Range } from '../split';
import type { OrderedTable } from './order';

type FillPolicy = Extract<DataConfig['missing']['policy'], 'forward' | 'interpolate'>;

/** A missing value that the policy cannot fill: there is nothing before it, or (interpolate) nothing after it. */
export interface Unfillable {
  readonly column: string;
  readonly row: number;
}

/**
 * Fills missing numbers (NaN) in place, never across series.
 * `forward`: the value before. `interpolate`: on the line between the values around, by time where the rows have one, else by row.
 * @returns the number of values filled in each column that had some, and the first one that could not be
 */
export function fillMissing(
  table: Pick<OrderedTable, 'columns' | 'series'>,
  policy: FillPolicy,
  timeName?: string,
): { readonly filled: ReadonlyMap<string, number>; readonly unfillable?: Unfillable } {
  const time = table.columns.find((column) => column.name === timeName);
  const times = time && time.kind !== 'text' ? time.values : undefined;
  const filled = new Map<string, number>();
  for (const column of table.columns) {
    if (column.kind !== 'number') continue;
    let count = 0;
    for (const series of table.series) {
      for (const gap of gaps(column.values, series)) {
        const before = gap.start > series.start;
        const after = gap.end < series.end;
        if (!before) return { filled, unfillable: { column: column.name, row: gap.start } };
        if (policy === 'interpolate' && !after) return { filled, unfillable: { column: column.name, row: gap.start } };
        if (policy === 'forward') column.values.fill(column.values[gap.start - 1], gap.start, gap.end);
        else interpolate(column.values, gap, times);
        count += gap.end - gap.start;
      }
    }
    if (count > 0) filled.set(column.name, count);
  }
  return { filled };
}

function* gaps(values: Float64Array, { start, end }: Range): Generator<Range> {
  for (let i = start; i < end; i++) {
    if (!Number.isNaN(values[i])) continue;
    let stop = i + 1;
    while (stop < end && Number.isNaN(values[stop])) stop++;
    yield { start: i, end: stop };
    i = stop;
  }
}

function interpolate(values: Float64Array, { start, end }: Range, times: Float64Array | undefined): void {
  const position = (row: number) => (times ? times[row] : row);
  const [from, to] = [start - 1, end];
  const span = position(to) - position(from);
  for (let row = start; row < end; row++) {
    const share = span > 0 ? (position(row) - position(from)) / span : 0;
    values[row] = values[from] * (1 - share) + values[to] * share;
  }
}
