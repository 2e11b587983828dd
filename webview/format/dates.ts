/** How the rows of a forecast are named: dates in the language of the window, or the row numbers as they are. */
export interface RowNames {
  /** Short, for an axis. */
  readonly axis: (index: number) => string;
  /** In full, for a readout. */
  readonly full: (index: number) => string;
  /** Whether the rows are dates. */
  readonly dated: boolean;
}

const isoDate = /^\d{4}-\d{2}-\d{2}(T.*)?$/;
const day = 24 * 3600 * 1000;

/** @param labels ISO 8601 dates, or row numbers */
export function rowNames(labels: readonly string[], language: string): RowNames {
  const times = labels.map((label) => (isoDate.test(label) ? Date.parse(label) : Number.NaN));
  if (labels.length === 0 || times.some((time) => Number.isNaN(time))) {
    const name = (index: number): string => labels[index] ?? '';
    return { axis: name, full: name, dated: false };
  }
  const clock = times.some((time) => time % day !== 0);
  const span = times.at(-1)! - times[0];
  const utc = { timeZone: 'UTC' } as const;
  const full = new Intl.DateTimeFormat(language, {
    ...utc,
    dateStyle: 'medium',
    ...(clock ? { timeStyle: 'short' as const } : {}),
  });
  const axis = new Intl.DateTimeFormat(language, { ...utc, ...axisFields(span, clock) });
  const write = (format: Intl.DateTimeFormat) => (index: number) =>
    times[index] === undefined ? '' : format.format(times[index]);
  return { axis: write(axis), full: write(full), dated: true };
}

function axisFields(span: number, clock: boolean): Intl.DateTimeFormatOptions {
  if (span > 4 * 365 * day) return { year: 'numeric' };
  if (span > 250 * day) return { year: 'numeric', month: 'short' };
  if (clock && span < 2 * day) return { hour: 'numeric', minute: '2-digit' };
  return { month: 'short', day: 'numeric' };
}
