import {
  expm1Power3,
  expm1Power4,
  expm1Power5,
  expm1Power6,
  exponentBias,
  greatestExponent,
  half,
  leastExponent,
  ln2High,
  ln2Low,
  log2E,
  one,
  rounder,
  signBit,
  tanhLimit,
  two,
} from './constants';
import { fma, fnma } from './lanes';

// Errors are the greatest against 64 bit over every 67th of all 32-bit floats, in either binary. Where 1 / (1 + e^-x) is below
// 4.2e-39, the sigmoid is 0. NaN stays NaN; infinities give the limits.

const SMALLEST_NORMAL: f32 = 1.1754943508222875e-38;
const SQRT_HALF_BITS: i32 = 0x3f3504f3;

/** The smaller of x and `limit`; NaN where x is. One instruction, which f32x4.min is not. */
@inline
function atMost(x: v128, limit: v128): v128 {
  return f32x4.pmin(x, limit);
}

/** The larger of x and `limit`; NaN where x is. */
@inline
function atLeast(x: v128, limit: v128): v128 {
  return f32x4.pmax(x, limit);
}

/** n = x / ln 2, rounded, as n + 127 in the lowest bits. */
@inline
function quotient(x: v128): v128 {
  return fma(x, log2E, rounder);
}

/** 2^n with the n of a quotient, from -126 to 127; infinity for 128. */
@inline
function powerOfTwo(quotient: v128): v128 {
  return i32x4.shl(quotient, 23);
}

/** x - n ln 2 with the n of a quotient. */
@inline
function remainder(x: v128, quotient: v128): v128 {
  const n = f32x4.sub(quotient, rounder);
  return fnma(n, ln2Low, fnma(n, ln2High, x));
}

/** e^r - 1 for |r| <= ln(2) / 2: r + r^2 p(r), by a p fitted to err least: by 6e-9 of e^r, 1.5e-8 of the result. */
@inline
function reducedExpm1(r: v128): v128 {
  let p = fma(r, expm1Power6, expm1Power5);
  p = fma(p, r, expm1Power4);
  p = fma(p, r, expm1Power3);
  p = fma(p, r, half);
  return fma(f32x4.mul(r, r), p, r);
}

/**
 * e^x, within 1.02 units in the last place. Two factors carry the exponent, so that results below the normal range and
 * overflow come out right.
 */
@inline
export function exp(x: v128): v128 {
  const limited = atLeast(atMost(x, greatestExponent), f32x4.splat(-104));
  const q = quotient(limited);
  const y = f32x4.add(reducedExpm1(remainder(limited, q)), one);
  const n = i32x4.sub(q, rounder);
  const first = i32x4.shr_s(n, 1);
  const factor = powerOfTwo(i32x4.add(first, exponentBias));
  return f32x4.mul(f32x4.mul(y, factor), powerOfTwo(i32x4.sub(i32x4.add(n, exponentBias), first)));
}

/**
 * e^x for x <= 0, with the error of exp; 0 where that is below the normal range. One factor carries the exponent, and
 * is 0 for the least.
 */
@inline
export function expOfNegative(x: v128): v128 {
  const limited = atLeast(x, f32x4.splat(-88));
  const q = quotient(limited);
  const scale = powerOfTwo(q);
  return fma(scale, reducedExpm1(remainder(limited, q)), scale);
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

  const f = f32x4.sub(m, one);
  const s = f32x4.div(f, f32x4.add(f, two));
  const z = f32x4.mul(s, s);
  let series = fma(z, f32x4.splat(2.0 / 9), f32x4.splat(2.0 / 7));
  series = fma(series, z, f32x4.splat(2.0 / 5));
  series = fma(series, z, f32x4.splat(2.0 / 3));
  series = f32x4.mul(series, z);
  const halfSquare = f32x4.mul(f32x4.mul(f, f), half);
  const low = fma(n, ln2Low, f32x4.mul(s, f32x4.add(halfSquare, series)));
  const y = fma(n, ln2High, f32x4.sub(f, f32x4.sub(halfSquare, low)));

  const zero = f32x4.splat(0);
  const finite = v128.bitselect(y, x, f32x4.lt(x, f32x4.splat(Infinity)));
  const special = v128.bitselect(f32x4.splat(-Infinity), f32x4.splat(NaN), f32x4.eq(x, zero));
  return v128.bitselect(special, finite, f32x4.le(x, zero));
}

/** 1 / (1 + e^-x), within 9e-8. */
@inline
export function sigmoid(x: v128): v128 {
  // One factor carries the exponent of e^-x: below e^-87 it is lost in the sum, from 2^128 on it is infinity.
  const limited = atLeast(atMost(f32x4.neg(x), greatestExponent), leastExponent);
  const q = quotient(limited);
  const y = f32x4.add(reducedExpm1(remainder(limited, q)), one);
  return f32x4.div(one, fma(y, powerOfTwo(q), one));
}

/**
 * tanh x = t / (t + 2) with t = e^(2|x|) - 1, which keeps all digits near 0: within 9e-8, and within 2.4 units in the last
 * place. From |x| = 10 on it is 1.
 */
@inline
export function tanh(x: v128): v128 {
  const sign = v128.and(x, signBit);
  const magnitude = atMost(f32x4.abs(x), tanhLimit);
  const doubled = f32x4.add(magnitude, magnitude);
  const q = quotient(doubled);
  const scale = powerOfTwo(q);
  const t = fma(scale, reducedExpm1(remainder(doubled, q)), f32x4.sub(scale, one));
  return v128.or(f32x4.div(t, f32x4.add(t, two)), sign);
}
