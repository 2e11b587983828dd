import type { Floats } from '../contracts/data';

/** Index of the largest of `size` values; of equals the first. */
export function largest(values: Floats, offset: number, size: number): number {
  let best = 0;
  for (let i = 1; i < size; i++) if (values[offset + i] > values[offset + best]) best = i;
  return best;
}
