/** Four floats at once: arithmetic that the two binaries do differently, and loads and stores of fewer than four. */

/** a * b + c: with one rounding in the relaxed binary (on machines with fused multiply-add), else with two. */
@inline
export function multiplyAdd(a: v128, b: v128, c: v128): v128 {
  return ASC_FEATURE_RELAXED_SIMD ? f32x4.relaxed_madd(a, b, c) : f32x4.add(f32x4.mul(a, b), c);
}

/** c - a * b. */
@inline
export function multiplySubtract(a: v128, b: v128, c: v128): v128 {
  return ASC_FEATURE_RELAXED_SIMD ? f32x4.relaxed_nmadd(a, b, c) : f32x4.sub(c, f32x4.mul(a, b));
}

/** The first `count` (1 to 3) floats at x; the other lanes are those of `rest`. Reads nothing beyond. */
@inline
export function loadFirst(x: usize, count: usize, rest: v128): v128 {
  let lanes = v128.load32_lane(x, rest, 0);
  if (count > 1) lanes = v128.load32_lane(x, lanes, 1, 4);
  if (count > 2) lanes = v128.load32_lane(x, lanes, 2, 8);
  return lanes;
}

/** Stores the first `count` (1 to 3) floats at out. */
@inline
export function storeFirst(out: usize, count: usize, lanes: v128): void {
  v128.store32_lane(out, lanes, 0);
  if (count > 1) v128.store32_lane(out, lanes, 1, 4);
  if (count > 2) v128.store32_lane(out, lanes, 2, 8);
}

/** Sums of the lanes of four vectors, each gathered as (lane 0 + lane 2) + (lane 1 + lane 3). */
@inline
export function sumLanes(a: v128, b: v128, c: v128, d: v128): v128 {
  const ab = f32x4.add(v128.shuffle<f32>(a, b, 0, 4, 1, 5), v128.shuffle<f32>(a, b, 2, 6, 3, 7));
  const cd = f32x4.add(v128.shuffle<f32>(c, d, 0, 4, 1, 5), v128.shuffle<f32>(c, d, 2, 6, 3, 7));
  return f32x4.add(v128.shuffle<f32>(ab, cd, 0, 1, 4, 5), v128.shuffle<f32>(ab, cd, 2, 3, 6, 7));
}
