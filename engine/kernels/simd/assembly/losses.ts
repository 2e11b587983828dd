import { expOfNegative, log } from './functions';
import { get, put } from './lanes';
import { scale } from './elementwise';
import { promoteHigh, promoteLow, total } from './sums';

/** Greatest element that is a number; -Infinity where there is none. */
function greatest(count: usize, x: usize): f32 {
  // Several on the way: comparisons wait for each other. pmax(a, b) is one instruction, and gives `a` where either is NaN.
  let a = f32x4.splat(-Infinity);
  let b = a;
  let c = a;
  let d = a;
  const end = x + (count << 2);
  for (; x + 64 <= end; x += 64) {
    a = atLeast(v128.load(x), a);
    b = atLeast(v128.load(x, 16), b);
    c = atLeast(v128.load(x, 32), c);
    d = atLeast(v128.load(x, 48), d);
  }
  for (; x + 16 <= end; x += 16) a = atLeast(v128.load(x), a);
  for (; x < end; x += 4) b = atLeast(v128.load32_splat(x), b);
  a = atLeast(atLeast(a, b), atLeast(c, d));
  a = atLeast(v128.shuffle<f32>(a, a, 2, 3, 0, 1), a);
  a = atLeast(v128.shuffle<f32>(a, a, 1, 0, 3, 2), a);
  return f32x4.extract_lane(a, 0);
}

/** The larger of x and `most`; `most` where x is NaN. */
@inline
function atLeast(x: v128, most: v128): v128 {
  return f32x4.pmax(most, x);
}

/** out = e^(x - shift) for a shift that no x exceeds; returns the sum. */
function exponentials(count: usize, shift: f32, x: usize, out: usize): f64 {
  const by = f32x4.splat(shift);
  let low = f64x2.splat(0);
  let high = f64x2.splat(0);
  const whole = (count >> 2) << 4;
  for (let i: usize = 0; i < whole; i += 16) {
    const y = expOfNegative(f32x4.sub(v128.load(x + i), by));
    v128.store(out + i, y);
    low = f64x2.add(low, promoteLow(y));
    high = f64x2.add(high, promoteHigh(y));
  }
  const rest = count & 3;
  if (rest) {
    put(out + whole, expOfNegative(f32x4.sub(get(x + whole, rest), by)), rest);
    const y = get(out + whole, rest);
    low = f64x2.add(low, promoteLow(y));
    high = f64x2.add(high, promoteHigh(y));
  }
  return total(low, high);
}

export function softmax(rows: usize, columns: usize, x: usize, out: usize): void {
  const bytes = columns << 2;
  for (let r: usize = 0; r < rows; r++, x += bytes, out += bytes) {
    const sum = exponentials(columns, greatest(columns, x), x, out);
    scale(columns, <f32>(1 / sum), out, out);
  }
}

export function crossEntropy(
  rows: usize,
  columns: usize,
  logits: usize,
  targets: usize,
  weights: usize,
  factor: f64,
  slopes: usize,
  losses: usize,
): void {
  const bytes = columns << 2;
  for (let r: usize = 0; r < rows; r++, logits += bytes, slopes += bytes) {
    const target = <usize>load<u32>(targets + (r << 2)) << 2;
    const atTarget = load<f32>(logits + target);
    const weight = <f64>load<f32>(weights + (r << 2));
    const shift = greatest(columns, logits);
    const sum = exponentials(columns, shift, logits, slopes);
    const slope = weight * factor;
    // The difference before its rounding: a probability near 1 leaves few digits.
    const rest = <f32>((<f64>load<f32>(slopes + target) / sum - 1) * slope);
    scale(columns, <f32>(slope / sum), slopes, slopes);
    store<f32>(slopes + target, rest);
    const logSum = f32x4.extract_lane(log(f32x4.splat(<f32>sum)), 0);
    store<f32>(losses + (r << 2), <f32>((<f64>shift - <f64>atTarget + <f64>logSum) * weight));
  }
}
