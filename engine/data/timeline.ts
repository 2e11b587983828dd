import type { Column, TableData } from '../contracts/data';
import type { Range } from './split';

const DAY = 86_400_000;
/** Mean length. */
const MONTH = 30.436875 * DAY;

/** Distance between rows: whole months, or a fixed number of milliseconds (dates) or units (numbers). */
export type Spacing =
  | { readonly kind: 'months'; readonly months: number; /** Every row is a month's last day. */ readonly last: boolean }
  | { readonly kind: 'fixed'; readonly step: number };

/** Names of the rows of a table, and of rows after its end: dates (ISO 8601), values of a numeric time column, or row numbers. */
export class Timeline {
  private readonly dateOnly: boolean;

  constructor(
    private readonly column: Column | undefined,
    readonly spacing: Spacing | undefined,
  ) {
    this.dateOnly = column?.kind === 'date' && column.values.every((value) => value % DAY === 0);
  }

  static of(table: TableData, time: string | undefined, series: readonly Range[]): Timeline {
    const column = table.columns.find(({ name }) => name === time);
    if (!column || column.kind === 'text') return new Timeline(undefined, undefined);
    return new Timeline(column, recogniseSpacing(column.values, series, column.kind === 'date'));
  }

  /** @param last row of the series that `row` belongs to or goes beyond */
  label(row: number, last = row): string {
    if (!this.column || this.column.kind === 'text') return String(row + 1);
    const beyond = Math.max(0, row - last);
    const value = this.column.values[row - beyond];
    if (beyond === 0) return this.name(value);
    return this.spacing ? this.name(advance(value, this.spacing, beyond)) : `+${beyond}`;
  }

  /** Which of two rows is later; 0 without times. */
  compare(a: number, b: number): number {
    return this.column && this.column.kind !== 'text' ? this.column.values[a] - this.column.values[b] : 0;
  }

  private name(value: number): string {
    if (this.column?.kind !== 'date') return String(value);
    const iso = new Date(value).toISOString();
    return this.dateOnly ? iso.slice(0, 10) : iso.replace('.000Z', 'Z');
  }
}

/** Median spacing; whole months where all days of the month agree or are the last. Undefined below two rows. */
export function recogniseSpacing(values: Float64Array, series: readonly Range[], dates: boolean): Spacing | undefined {
  const gaps = series.flatMap(({ start, end }) =>
    Array.from({ length: Math.max(0, end - start - 1) }, (_, i) => values[start + i + 1] - values[start + i]),
  );
  if (gaps.length === 0) return undefined;
  const step = Float64Array.from(gaps).sort()[gaps.length >> 1];
  const months = Math.round(step / MONTH);
  if (!dates || months < 1 || Math.abs(step - months * MONTH) > 3 * DAY) return { kind: 'fixed', step };
  const day = new Date(values[0]).getUTCDate();
  if (values.every((value) => new Date(value).getUTCDate() === day)) return { kind: 'months', months, last: false };
  if (values.every((value) => new Date(value + DAY).getUTCDate() === 1)) return { kind: 'months', months, last: true };
  return { kind: 'fixed', step };
}

/** Roughly how many milliseconds (or units of a numeric time) lie between rows. */
export function stepOf(spacing: Spacing): number {
  return spacing.kind === 'fixed' ? spacing.step : spacing.months * MONTH;
}

/** `count` spacings after a value. The 31st becomes the last day of a shorter month. */
export function advance(value: number, spacing: Spacing, count: number): number {
  if (spacing.kind === 'fixed') return value + spacing.step * count;
  const date = new Date(value);
  const month = date.getUTCMonth() + spacing.months * count;
  const length = new Date(Date.UTC(date.getUTCFullYear(), month + 1, 0)).getUTCDate();
  const day = spacing.last ? length : Math.min(date.getUTCDate(), length);
  return Date.UTC(date.getUTCFullYear(), month, day) + (((value % DAY) + DAY) % DAY);
}
