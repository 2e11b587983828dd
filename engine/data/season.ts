export interface Season {
  /** Rows. */
  readonly length: number;
  /** An English sentence without variable parts, so that it can be a translation key. */
  readonly reason: string;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/**
 * The season that the spacing of the rows suggests, if two whole seasons lie in the longest training series.
 * @param spacing milliseconds between rows; undefined when the rows have no times
 * @param rows of the longest training series
 */
export function recogniseSeason(spacing: number | undefined, rows: number): Season {
  if (spacing === undefined) return { length: 1, reason: 'The rows have no time column, so no season is assumed.' };
  const found = candidates(spacing).find(({ length }) => length > 1 && rows >= 2 * length);
  return found ?? { length: 1, reason: 'The times of the rows suggest no season that the training part holds twice.' };
}

/** Seasons by spacing, longest first where several are usual. */
function candidates(spacing: number): readonly Season[] {
  const near = (length: number) => Math.abs(spacing / length - 1) < 0.05;
  if (spacing >= 28 * DAY && spacing <= 31 * DAY)
    return [{ length: 12, reason: 'The rows are a month apart: 12 in a year.' }];
  if (spacing >= 90 * DAY && spacing <= 92 * DAY)
    return [{ length: 4, reason: 'The rows are a quarter apart: 4 in a year.' }];
  if (near(7 * DAY)) return [{ length: 52, reason: 'The rows are a week apart: 52 in a year.' }];
  if (near(DAY)) {
    return [
      { length: 365, reason: 'The rows are a day apart and cover two years or more: 365 in a year.' },
      { length: 7, reason: 'The rows are a day apart: 7 in a week.' },
    ];
  }
  if (near(HOUR)) return [{ length: 24, reason: 'The rows are an hour apart: 24 in a day.' }];
  if (spacing < HOUR && spacing >= MINUTE) {
    return [
      { length: Math.round(DAY / spacing), reason: 'The rows are minutes apart: a season is a day.' },
      {
        length: Math.round(HOUR / spacing),
        reason: 'The rows are minutes apart and cover less than two days: a season is an hour.',
      },
    ];
  }
  if (spacing > HOUR && spacing < DAY) {
    return [{ length: Math.round(DAY / spacing), reason: 'The rows are some hours apart: a season is a day.' }];
  }
  if (spacing < MINUTE && spacing > 0) {
    return [
      { length: Math.round(MINUTE / spacing), reason: 'The rows are less than a minute apart: a season is a minute.' },
    ];
  }
  return [];
}
