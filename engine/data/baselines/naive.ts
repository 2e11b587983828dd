/** Forecasts a value some rows after the last known one, from the values up to it. */
export type NaiveForecast = (values: Float64Array, seriesStart: number, origin: number, ahead: number) => number;

/** The last known value. `origin` is the first row that is not known, `ahead` counts from 0. */
export const naive: NaiveForecast = (values, _seriesStart, origin) => values[origin - 1];

/**
 * The last known value of the same phase of the season (Hyndman and Athanasopoulos 2021, section 5.2), which may lie before
 * the window and the part: it is past all the same. The last value where the series does not reach back a season.
 */
export function seasonalNaive(season: number): NaiveForecast {
  return (values, seriesStart, origin, ahead) => {
    const row = origin + ahead - season * (Math.floor(ahead / season) + 1);
    return row >= seriesStart ? values[row] : values[origin - 1];
  };
}
