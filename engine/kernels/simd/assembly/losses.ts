import { exp, log } from './functions';
import { fma, get, put } from './lanes';
import { scale } from './elementwise';
import { promoteHigh, promoteLow, total } from './sums';

/** Greatest element; NaN if there is one. */
function greatest(count: usize, x: usize): f32 {
  let lanes = f32x4.splat(-Infinity);
  const whole = count & ~3;
  for (let i: usize = 0; i < whole; i += 4) lanes = f32x4.max(lanes, v128.load(x + (i << 2)));
  for (let i = whole; i < count; i++) lanes = f32x4.max(lanes, v128.load_splat<u32>(x + (i << 2)));
  lanes = f32x4.max(lanes, i64x2.shuffle(lanes, lanes, 1, 0));
  return max<f32>(f32x4.extract_lane(lanes, 0), f32x4.extract_lane(lanes, 1));
}

/** out = e^(x - shift); returns the sum. */
function exponentials(count: usize, shift: f32, x: usize, out: usize): f64 {
  const by = f32x4.splat(shift);
  let low = f64x2.splat(0);
  let high = f64x2.splat(0);
  for (let i: usize = 0; i < count; i += 4) {
    const rest = count - i;
    put(out + (i << 2), exp(f32x4.sub(get(x + (i << 2), rest), by)), rest);
    const lanes = get(out + (i << 2), rest);
    low = f64x2.add(low, promoteLow(lanes));
    high = f64x2.add(high, promoteHigh(lanes));
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
  probabilities: usize,
  losses: usize,
): void {
  const bytes = columns << 2;
  for (let r: usize = 0; r < rows; r++, logits += bytes, probabilities += bytes) {
    const target = load<f32>(logits + ((<usize>load<u32>(targets + (r << 2))) << 2));
    const shift = greatest(columns, logits);
    const sum = exponentials(columns, shift, logits, probabilities);
    scale(columns, <f32>(1 / sum), probabilities, probabilities);
    const logSum = f32x4.extract_lane(log(f32x4.splat(<f32>sum)), 0);
    const loss = <f64>shift - <f64>target + <f64>logSum;
    store<f32>(losses + (r << 2), <f32>(loss * <f64>load<f32>(weights + (r << 2))));
  }
}

export function crossEntropyBackward(
  rows: usize,
  columns: usize,
  probabilities: usize,
  targets: usize,
  weights: usize,
  scale: f64,
  dlogits: usize,
): void {
  const bytes = columns << 2;
  for (let r: usize = 0; r < rows; r++, probabilities += bytes, dlogits += bytes) {
    const factor = <f32>(<f64>load<f32>(weights + (r << 2)) * scale);
    const lanes = f32x4.splat(factor);
    for (let i: usize = 0; i < columns; i += 4) {
      const rest = columns - i;
      const at = i << 2;
      put(dlogits + at, fma(get(probabilities + at, rest), lanes, get(dlogits + at, rest)), rest);
    }
    const target = dlogits + ((<usize>load<u32>(targets + (r << 2))) << 2);
    store<f32>(target, load<f32>(target) - factor);
  }
}
