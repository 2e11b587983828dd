import { isFiniteNumber, type Value } from '../format/formats';

export interface Range {
  readonly min: number;
  readonly max: number;
}

/** Least and greatest finite value of those whose x lies in `within`, or undefined when there is none. */
export function extent(
  series: readonly { readonly x: readonly number[]; readonly y: readonly Value[] }[],
  within?: Range,
): Range | undefined {
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  for (const { x, y } of series) {
    for (let i = 0; i < x.length; i += 1) {
      const value = y[i];
      if (!isFiniteNumber(value) || (within && (x[i] < within.min || x[i] > within.max))) continue;
      if (value < min) min = value;
      if (value > max) max = value;
    }
  }
  return min <= max ? { min, max } : undefined;
}

/** A little room above and below, and some height for a flat line. */
export function padded(range: Range | undefined, share = 0.06): Range {
  if (!range) return { min: 0, max: 1 };
  const span = range.max - range.min;
  if (span > 0) return { min: range.min - span * share, max: range.max + span * share };
  const room = range.min === 0 ? 1 : Math.abs(range.min) * 0.1;
  return { min: range.min - room, max: range.max + room };
}

/** `range` moved, and shrunk if need be, into `bounds`; undefined when it covers them. */
export function clampRange(range: Range, bounds: Range): Range | undefined {
  const span = Math.min(range.max - range.min, bounds.max - bounds.min);
  if (!(span > 0) || span >= (bounds.max - bounds.min) * 0.999) return undefined;
  const min = Math.min(Math.max(range.min, bounds.min), bounds.max - span);
  return { min, max: min + span };
}

/** `range` made `factor` times as wide around `center`. */
export function zoomed(range: Range, center: number, factor: number): Range {
  return { min: center - (center - range.min) * factor, max: center + (range.max - center) * factor };
}
