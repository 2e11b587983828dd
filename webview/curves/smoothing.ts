import { isFiniteNumber, type Value } from '../format/formats';

/** The slider's greatest weight. */
export const maximumSmoothing = 0.99;

/**
 * Debiased exponential smoothing over unevenly spaced points. A point that lies `stride` steps after the one before keeps
 * `weight` of the past; one that lies further keeps weight^(distance / stride), so that a zoomed-in stretch with more points
 * is smoothed as much as the rest. The running mean is divided by the sum of its weights (Kingma & Ba 2015, section 3).
 * Values that are not finite leave a gap and change nothing after them.
 */
export function smooth(
  values: readonly Value[],
  steps: readonly number[],
  weight: number,
  stride: number,
): readonly number[] {
  let mean = 0;
  let mass = 0;
  let last: number | undefined;
  return values.map((value, i) => {
    if (!isFiniteNumber(value)) return Number.NaN;
    const step = steps[i] ?? i;
    const distance = last === undefined ? stride : Math.max(step - last, 0);
    const keep = weight ** (distance / stride);
    last = step;
    // A point that stands where the one before stood would weigh nothing; it still counts as a small part of a stride.
    const gain = Math.max(1 - keep, 1e-9);
    mean = mean * keep + value * gain;
    mass = mass * keep + gain;
    return mean / mass;
  });
}
