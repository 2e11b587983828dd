import type { PartName } from '../contracts/data';
import { checkFractions, PART_NAMES, type Range, splitRange } from './split';

export type Segments = Readonly<Record<PartName, readonly Range[]>>;

/**
 * Cuts the series of a table into training, validation and test, in the order of time. Where rows have times, all series
 * are cut at the same two moments, so that no part knows another's future; else each is cut by its own length.
 * @param times of every row, ascending within a series
 */
export function splitSeries(
  series: readonly Range[],
  times: Float64Array | undefined,
  fractions: readonly [number, number, number],
): Segments {
  checkFractions(fractions);
  const cut = times && series.length > 1 ? cutAtMoments(times, fractions) : cutByLength(fractions);
  const segments: Record<PartName, Range[]> = { train: [], validation: [], test: [] };
  for (const range of series) {
    const parts = cut(range);
    for (const name of PART_NAMES) if (parts[name].end > parts[name].start) segments[name].push(parts[name]);
  }
  return segments;
}

type Cut = (series: Range) => Record<PartName, Range>;

function cutByLength(fractions: readonly [number, number, number]): Cut {
  return ({ start, end }) => {
    const { train, validation, test } = splitRange(end - start, fractions);
    const shift = (range: Range) => ({ start: range.start + start, end: range.end + start });
    return { train: shift(train), validation: shift(validation), test: shift(test) };
  };
}

function cutAtMoments(times: Float64Array, fractions: readonly [number, number, number]): Cut {
  const sorted = Float64Array.from(times).sort();
  const { train, validation } = splitRange(times.length, fractions);
  const moment = (row: number) => (row < sorted.length ? sorted[row] : Infinity);
  const [first, second] = [moment(train.end), moment(validation.end)];
  return ({ start, end }) => {
    const a = firstAtLeast(times, first, start, end);
    const b = firstAtLeast(times, second, a, end);
    return { train: { start, end: a }, validation: { start: a, end: b }, test: { start: b, end } };
  };
}

function firstAtLeast(times: Float64Array, moment: number, start: number, end: number): number {
  let [low, high] = [start, end];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (times[middle] < moment) low = middle + 1;
    else high = middle;
  }
  return low;
}
