import { get, put } from './lanes';

// Sums are gathered in 64 bit: the two low floats in one register, the two high floats in another.

@inline
export function promoteLow(x: v128): v128 {
  return f64x2.promote_low_f32x4(x);
}

@inline
export function promoteHigh(x: v128): v128 {
  return f64x2.promote_low_f32x4(i64x2.shuffle(x, x, 1, 1));
}

/** Sum of the four 64-bit lanes. */
@inline
export function total(low: v128, high: v128): f64 {
  const pair = f64x2.add(low, high);
  return f64x2.extract_lane(pair, 0) + f64x2.extract_lane(pair, 1);
}

export function sum(count: usize, x: usize): f64 {
  let low = f64x2.splat(0);
  let high = f64x2.splat(0);
  for (let i: usize = 0; i < count; i += 4) {
    const lanes = get(x + (i << 2), count - i);
    low = f64x2.add(low, promoteLow(lanes));
    high = f64x2.add(high, promoteHigh(lanes));
  }
  return total(low, high);
}

export function sumOfSquares(count: usize, x: usize): f64 {
  let low = f64x2.splat(0);
  let high = f64x2.splat(0);
  for (let i: usize = 0; i < count; i += 4) {
    const lanes = get(x + (i << 2), count - i);
    const a = promoteLow(lanes);
    const b = promoteHigh(lanes);
    low = f64x2.add(low, f64x2.mul(a, a));
    high = f64x2.add(high, f64x2.mul(b, b));
  }
  return total(low, high);
}

/** Column sums of at most four columns, added to `out`. */
function sumFewColumns(rows: usize, columns: usize, x: usize, stride: usize, out: usize): void {
  let low = f64x2.splat(0);
  let high = f64x2.splat(0);
  for (let r: usize = 0; r < rows; r++, x += stride) {
    const lanes = get(x, columns);
    low = f64x2.add(low, promoteLow(lanes));
    high = f64x2.add(high, promoteHigh(lanes));
  }
  const sums = i64x2.shuffle(f32x4.demote_f64x2_zero(low), f32x4.demote_f64x2_zero(high), 0, 2);
  put(out, f32x4.add(get(out, columns), sums), columns);
}

/** Column sums of 16 columns (a cache line), added to `out`. */
function sumLine(rows: usize, x: usize, stride: usize, out: usize): void {
  let s0 = f64x2.splat(0);
  let s1 = f64x2.splat(0);
  let s2 = f64x2.splat(0);
  let s3 = f64x2.splat(0);
  let s4 = f64x2.splat(0);
  let s5 = f64x2.splat(0);
  let s6 = f64x2.splat(0);
  let s7 = f64x2.splat(0);
  for (let r: usize = 0; r < rows; r++, x += stride) {
    s0 = f64x2.add(s0, promoteLow(v128.load_zero<u64>(x)));
    s1 = f64x2.add(s1, promoteLow(v128.load_zero<u64>(x, 8)));
    s2 = f64x2.add(s2, promoteLow(v128.load_zero<u64>(x, 16)));
    s3 = f64x2.add(s3, promoteLow(v128.load_zero<u64>(x, 24)));
    s4 = f64x2.add(s4, promoteLow(v128.load_zero<u64>(x, 32)));
    s5 = f64x2.add(s5, promoteLow(v128.load_zero<u64>(x, 40)));
    s6 = f64x2.add(s6, promoteLow(v128.load_zero<u64>(x, 48)));
    s7 = f64x2.add(s7, promoteLow(v128.load_zero<u64>(x, 56)));
  }
  addPair(out, s0, s1);
  addPair(out + 16, s2, s3);
  addPair(out + 32, s4, s5);
  addPair(out + 48, s6, s7);
}

@inline
function addPair(out: usize, low: v128, high: v128): void {
  const sums = i64x2.shuffle(f32x4.demote_f64x2_zero(low), f32x4.demote_f64x2_zero(high), 0, 2);
  v128.store(out, f32x4.add(v128.load(out), sums));
}

export function sumRows(rows: usize, columns: usize, x: usize, ldx: usize, out: usize): void {
  let c: usize = 0;
  for (; c + 16 <= columns; c += 16) sumLine(rows, x + (c << 2), ldx << 2, out + (c << 2));
  for (; c < columns; c += 4) sumFewColumns(rows, min<usize>(4, columns - c), x + (c << 2), ldx << 2, out + (c << 2));
}
