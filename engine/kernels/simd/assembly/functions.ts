import { fma, fnma } from './lanes';

// Errors are the greatest against 64 bit over every 67th of all 32-bit floats, in either binary. Where 1 / (1 + e^-x) is below
// 4.2e-39, the sigmoid is 0. NaN stays NaN; infinities give the limits.

// ln 2 in two parts: n * LN2_HIGH is exact for the exponents of 32-bit floats.
const LN2_HIGH: f32 = 0.693359375;
const LN2_LOW: f32 = -2.12194440054690583e-4;
const LOG2_E: f32 = 1.4426950408889634;
const SMALLEST_NORMAL: f32 = 1.1754943508222875e-38;
const SQRT_HALF_BITS: i32 = 0x3f3504f3;
// 1.5 * 2^23: added to a small number, it leaves that number, rounded to a whole one, in the lowest bits of the sum.
const ROUNDER: f32 = 12582912;

/** The smaller of x and `limit`; NaN where x is. One instruction, which f32x4.min is not. */
@inline
function atMost(x: v128, limit: f32): v128 {
  return f32x4.pmin(x, f32x4.splat(limit));
}

/** The larger of x and `limit`; NaN where x is. */
@inline
function atLeast(x: v128, limit: f32): v128 {
  return f32x4.pmax(x, f32x4.splat(limit));
}

/** x / ln 2, rounded, in the lowest bits. */
@inline
function quotient(x: v128): v128 {
  return fma(x, f32x4.splat(LOG2_E), f32x4.splat(ROUNDER));
}

/** The whole number in the lowest bits of a quotient. */
@inline
function exponentOf(quotient: v128): v128 {
  return i32x4.sub(quotient, f32x4.splat(ROUNDER));
}

/** 2^n for whole n from -126 to 127; infinity for 128. */
@inline
function powerOfTwo(n: v128): v128 {
  return i32x4.shl(i32x4.add(n, i32x4.splat(127)), 23);
}

/** x - n ln 2 with the n of a quotient. */
@inline
function remainder(x: v128, quotient: v128): v128 {
  const n = f32x4.sub(quotient, f32x4.splat(ROUNDER));
  return fnma(n, f32x4.splat(LN2_LOW), fnma(n, f32x4.splat(LN2_HIGH), x));
}

/** e^r - 1 for |r| <= ln(2) / 2: r + r^2 p(r), by a p fitted to err least: by 6e-9 of e^r, 1.5e-8 of the result. */
@inline
function reducedExpm1(r: v128): v128 {
  let p = fma(r, f32x4.splat(0.0013897865), f32x4.splat(0.00836597104));
  p = fma(p, r, f32x4.splat(0.0416668579));
  p = fma(p, r, f32x4.splat(0.166665494));
  p = fma(p, r, f32x4.splat(0.5));
  return fma(f32x4.mul(r, r), p, r);
}

/**
 * e^x, within 1.02 units in the last place. Two factors carry the exponent, so that results below the normal range and
 * overflow come out right.
 */
@inline
export function exp(x: v128): v128 {
  const limited = atLeast(atMost(x, 89), -104);
  const q = quotient(limited);
  const y = f32x4.add(reducedExpm1(remainder(limited, q)), f32x4.splat(1));
  const n = exponentOf(q);
  const half = i32x4.shr_s(n, 1);
  return f32x4.mul(f32x4.mul(y, powerOfTwo(half)), powerOfTwo(i32x4.sub(n, half)));
}

/**
 * ln x, within 0.82 units in the last place. With x = 2^n m and m between sqrt(1/2) and sqrt(2): ln m = 2 artanh(s),
 * s = (m - 1) / (m + 1), by its series (what is left out is below 2e-9 of the result), arranged so that m - 1, which is
 * exact, carries the leading digits.
 */
@inline
export function log(x: v128): v128 {
  const subnormal = f32x4.lt(x, f32x4.splat(SMALLEST_NORMAL));
  const normal = v128.bitselect(f32x4.mul(x, f32x4.splat(8388608)), x, subnormal);
  const shifted = i32x4.sub(normal, i32x4.splat(SQRT_HALF_BITS));
  const exponent = i32x4.sub(i32x4.shr_s(shifted, 23), v128.and(subnormal, i32x4.splat(23)));
  const m = i32x4.add(v128.and(shifted, i32x4.splat(0x007fffff)), i32x4.splat(SQRT_HALF_BITS));
  const n = f32x4.convert_i32x4_s(exponent);

  const f = f32x4.sub(m, f32x4.splat(1));
  const s = f32x4.div(f, f32x4.add(f, f32x4.splat(2)));
  const z = f32x4.mul(s, s);
  let series = fma(z, f32x4.splat(2.0 / 9), f32x4.splat(2.0 / 7));
  series = fma(series, z, f32x4.splat(2.0 / 5));
  series = fma(series, z, f32x4.splat(2.0 / 3));
  series = f32x4.mul(series, z);
  const halfSquare = f32x4.mul(f32x4.mul(f, f), f32x4.splat(0.5));
  const low = fma(n, f32x4.splat(LN2_LOW), f32x4.mul(s, f32x4.add(halfSquare, series)));
  const y = fma(n, f32x4.splat(LN2_HIGH), f32x4.sub(f, f32x4.sub(halfSquare, low)));

  const zero = f32x4.splat(0);
  const finite = v128.bitselect(y, x, f32x4.lt(x, f32x4.splat(Infinity)));
  const special = v128.bitselect(f32x4.splat(-Infinity), f32x4.splat(NaN), f32x4.eq(x, zero));
  return v128.bitselect(special, finite, f32x4.le(x, zero));
}

/** 1 / (1 + e^-x), within 9e-8. */
@inline
export function sigmoid(x: v128): v128 {
  const one = f32x4.splat(1);
  // One factor carries the exponent of e^-x: below e^-87 it is lost in the sum, from 2^128 on it is infinity.
  const limited = atLeast(atMost(f32x4.neg(x), 89), -87);
  const q = quotient(limited);
  const y = f32x4.mul(f32x4.add(reducedExpm1(remainder(limited, q)), one), powerOfTwo(exponentOf(q)));
  return f32x4.div(one, f32x4.add(one, y));
}

/**
 * tanh x = t / (t + 2) with t = e^(2|x|) - 1, which keeps all digits near 0: within 9e-8, and within 2.4 units in the last
 * place. From |x| = 10 on it is 1.
 */
@inline
export function tanh(x: v128): v128 {
  const sign = v128.and(x, i32x4.splat(0x80000000));
  const magnitude = atMost(f32x4.abs(x), 10);
  const doubled = f32x4.add(magnitude, magnitude);
  const q = quotient(doubled);
  const scale = powerOfTwo(exponentOf(q));
  const t = fma(scale, reducedExpm1(remainder(doubled, q)), f32x4.sub(scale, f32x4.splat(1)));
  return v128.or(f32x4.div(t, f32x4.add(t, f32x4.splat(2))), sign);
}
