import type { ForecastingConfig } from '../contracts/experiment';
import type { Range } from './split';

/** scaled = (value - shift) / scale. */
export interface Scaling {
  readonly shift: number;
  readonly scale: number;
}

/** Shift and scale of one column. A column without spread gets scale 1, so that it becomes 0 and no division fails. */
export type Scaler = (values: Float64Array, ranges: readonly Range[]) => Scaling;

/** Mean 0 and (population) standard deviation 1; two passes keep large values with a small spread exact. */
const standard: Scaler = (values, ranges) => {
  const mean = average(values, ranges, (value) => value);
  const variance = average(values, ranges, (value) => (value - mean) ** 2);
  return { shift: mean, scale: positive(Math.sqrt(variance), mean) };
};

/** From 0 to 1. */
const minMax: Scaler = (values, ranges) => {
  let [least, greatest] = [Infinity, -Infinity];
  for (const { start, end } of ranges) {
    for (let i = start; i < end; i++) {
      least = Math.min(least, values[i]);
      greatest = Math.max(greatest, values[i]);
    }
  }
  return { shift: least, scale: positive(greatest - least, least) };
};

const none: Scaler = () => ({ shift: 0, scale: 1 });

/** Fit a scaler on the rows of the training part alone. */
export const scalers: Readonly<Record<ForecastingConfig['scaler'], Scaler>> = { standard, 'min-max': minMax, none };

/** The scale itself, unless it is nothing but rounding of values as large as `size`. */
function positive(scale: number, size: number): number {
  return scale > Math.abs(size) * 1e-12 ? scale : 1;
}

function average(values: Float64Array, ranges: readonly Range[], of: (value: number) => number): number {
  let sum = 0;
  let count = 0;
  for (const { start, end } of ranges) {
    for (let i = start; i < end; i++) sum += of(values[i]);
    count += end - start;
  }
  return sum / count;
}
