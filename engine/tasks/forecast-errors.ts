import type { Range } from '../data/split';

/** Sums of the errors of one column, in the units of the file. */
export class ForecastErrors {
  private count = 0;
  private absolute = 0;
  private squared = 0;
  private relative = 0;

  /** @param scale what MASE divides by: see `seasonalError` */
  constructor(private readonly scale: number) {}

  add(truth: number, forecast: number): void {
    const error = Math.abs(truth - forecast);
    const size = Math.abs(truth) + Math.abs(forecast);
    this.count++;
    this.absolute += error;
    this.squared += error * error;
    this.relative += size > 0 ? (200 * error) / size : 0;
  }

  get mae(): number {
    return this.absolute / this.count;
  }

  get rmse(): number {
    return Math.sqrt(this.squared / this.count);
  }

  /** Mean absolute scaled error (Hyndman and Koehler 2006); not finite for a series that never changes. */
  get mase(): number {
    return this.mae / this.scale;
  }

  /** Symmetric mean absolute percentage error, from 0 to 200 (Makridakis, Spiliotis and Assimakopoulos 2020). */
  get smape(): number {
    return this.relative / this.count;
  }
}

/**
 * Mean absolute error of the seasonal-naive forecast inside the training rows, what MASE divides by.
 * Segments shorter than a season add nothing; when all are, the season is taken as 1. 0 where nothing can be told.
 */
export function seasonalError(values: Float64Array, segments: readonly Range[], season: number): number {
  let sum = 0;
  let count = 0;
  for (const { start, end } of segments) {
    for (let i = start + season; i < end; i++) {
      sum += Math.abs(values[i] - values[i - season]);
      count++;
    }
  }
  if (count === 0 && season > 1) return seasonalError(values, segments, 1);
  return count > 0 ? sum / count : 0;
}
