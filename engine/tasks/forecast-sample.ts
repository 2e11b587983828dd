import type { ForecastSample } from '../contracts/events';
import { naive, seasonalNaive } from '../data/baselines/naive';
import type { Range } from '../data/split';
import type { ForecastTable } from './forecast-table';

/** Which rows a sample shows. */
export interface SamplePlace {
  /** First row seen. */
  readonly start: number;
  /** First row predicted; the rows before it are seen. */
  readonly origin: number;
  /** Rows predicted. */
  readonly rows: number;
  /** Rows predicted from one origin; the next ones start from the truth again. */
  readonly block: number;
  readonly season: number;
}

/**
 * Forecasts beside the truth and the naive forecasts. The truth is absent when rows lie beyond the series.
 * @param forecasts by target column and row, in the units of the file
 */
export function forecastSample(
  { targets, series, timeline }: ForecastTable,
  { start, origin, rows, block, season }: SamplePlace,
  forecasts: readonly (readonly number[])[],
): ForecastSample {
  const home = seriesAt(series, start);
  const seasonal = seasonalNaive(season);
  const ahead = Array.from({ length: rows }, (_, i) => ({ from: origin + i - (i % block), by: i % block }));
  return {
    kind: 'forecast',
    labels: Array.from({ length: origin - start + rows }, (_, i) => timeline.label(start + i, home.end - 1)),
    columns: targets.map(({ name, values }, k) => ({
      name,
      past: Array.from(values.subarray(start, origin)),
      forecast: forecasts[k].slice(0, rows),
      truth: origin + rows <= home.end ? Array.from(values.subarray(origin, origin + rows)) : undefined,
      naive: ahead.map(({ from, by }) => naive(values, home.start, from, by)),
      seasonalNaive: ahead.map(({ from, by }) => seasonal(values, home.start, from, by)),
    })),
  };
}

/** The series that a row lies in. */
export function seriesAt(series: readonly Range[], row: number): Range {
  const found = series.find(({ start, end }) => row >= start && row < end);
  if (!found) throw new Error(`no series has row ${row}`);
  return found;
}
