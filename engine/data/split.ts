import type { PartName } from '../contracts/data';
import { Problem } from '../contracts/problem';

/** From `start` to before `end`. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

export const PART_NAMES: readonly PartName[] = ['train', 'validation', 'test'];

/** Cuts 0 .. count - 1 into three contiguous parts, in the order training, validation, test. Throws `data.split`. */
export function splitRange(count: number, fractions: readonly [number, number, number]): Record<PartName, Range> {
  checkFractions(fractions);
  const first = Math.round(count * fractions[0]);
  // Without a test part the validation part takes all the rest, whatever rounding says.
  const second = fractions[2] === 0 ? count : Math.round(count * (fractions[0] + fractions[1]));
  return {
    train: { start: 0, end: first },
    validation: { start: first, end: second },
    test: { start: second, end: count },
  };
}

export function checkFractions(fractions: readonly number[]): void {
  const sum = fractions.reduce((total, fraction) => total + fraction, 0);
  if (fractions.length === 3 && fractions.every((fraction) => fraction >= 0) && Math.abs(sum - 1) < 1e-6) return;
  throw new Problem('data.split', { split: fractions.join(', ') }, { path: 'data.split' });
}
