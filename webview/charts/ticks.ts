/** Round values from `minimum` to `maximum`: multiples of 1, 2 or 5 times a power of ten, about `count` of them. */
export function niceTicks(minimum: number, maximum: number, count: number): readonly number[] {
  const span = maximum - minimum;
  if (!(span > 0) || !Number.isFinite(span) || count < 1) return Number.isFinite(minimum) ? [minimum] : [];
  return multiples(minimum, maximum, niceStep(span / count));
}

/** The same, but never between two whole numbers: for steps and rows. */
export function wholeTicks(minimum: number, maximum: number, count: number): readonly number[] {
  const step = Math.max(1, niceStep((maximum - minimum) / Math.max(count, 1)));
  return multiples(minimum, maximum, step);
}

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;
const durations = [
  ...[1, 2, 5, 10, 15, 30].map((n) => n * second),
  ...[1, 2, 5, 10, 15, 30].map((n) => n * minute),
  ...[1, 2, 3, 6, 12].map((n) => n * hour),
];

/** Milliseconds, at steps that a clock has. */
export function durationTicks(minimum: number, maximum: number, count: number): readonly number[] {
  const wanted = (maximum - minimum) / Math.max(count, 1);
  if (wanted < second) return niceTicks(minimum, maximum, count);
  const step = durations.find((candidate) => candidate >= wanted) ?? Math.max(1, niceStep(wanted / day)) * day;
  return multiples(minimum, maximum, step);
}

/**
 * Ticks of a logarithmic axis. `minimum` and `maximum` are powers of ten (log10 of the values) and so are the ticks:
 * powers of ten alone over many decades, 1-2-5 over few, and round values where less than a decade is seen.
 */
export function logTicks(minimum: number, maximum: number, count: number): readonly number[] {
  const decades = maximum - minimum;
  if (!(decades > 0) || !Number.isFinite(decades)) return Number.isFinite(minimum) ? [minimum] : [];
  if (decades < 0.95) {
    return niceTicks(10 ** minimum, 10 ** maximum, count)
      .filter((value) => value > 0)
      .map((value) => Math.log10(value));
  }
  const inside = (value: number): boolean => value >= minimum - 1e-9 && value <= maximum + 1e-9;
  const factors = decades * 3 <= count + 1 ? [1, 2, 5] : decades * 2 <= count + 1 ? [1, 3] : [1];
  const every = factors.length === 1 ? Math.max(1, Math.ceil(decades / count)) : 1;
  const ticks: number[] = [];
  for (let exponent = Math.floor(minimum); exponent <= Math.ceil(maximum); exponent += 1) {
    if (exponent % every !== 0) continue;
    for (const factor of factors) {
      const value = exponent + Math.log10(factor);
      if (inside(value)) ticks.push(value);
    }
  }
  return ticks;
}

/** Significant digits that tell neighbouring ticks apart. */
export function tickDigits(ticks: readonly number[]): number {
  const step = Math.min(...ticks.slice(1).map((tick, i) => Math.abs(tick - ticks[i])));
  const greatest = Math.max(...ticks.map(Math.abs));
  if (!Number.isFinite(step) || !(step > 0) || !(greatest > 0)) return 3;
  // The small amount undoes rounding: log10(0.001) is not quite -3.
  const digits = Math.floor(Math.log10(greatest) + 1e-9) - Math.floor(Math.log10(step) + 1e-9) + 1;
  return Math.min(Math.max(digits, 1), 8);
}

function niceStep(wanted: number): number {
  const power = 10 ** Math.floor(Math.log10(wanted));
  const fraction = wanted / power;
  // The nearest by ratio: the limits are the geometric means of neighbours.
  const factor = fraction < Math.sqrt(2) ? 1 : fraction < Math.sqrt(10) ? 2 : fraction < Math.sqrt(50) ? 5 : 10;
  return factor * power;
}

function multiples(minimum: number, maximum: number, step: number): readonly number[] {
  if (!(step > 0) || !Number.isFinite(step)) return [];
  const first = Math.ceil(minimum / step - 1e-9);
  const last = Math.floor(maximum / step + 1e-9);
  // The digits that a multiple can have: 3 * 0.1 is to be 0.3.
  const digits = Math.min(Math.max(0, Math.ceil(-Math.log10(step)) + 1), 20);
  return Array.from({ length: Math.max(last - first + 1, 0) }, (_, i) => Number(((first + i) * step).toFixed(digits)));
}
