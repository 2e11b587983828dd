// Four 32-bit floats at a time: fused products, and loads and stores that stop at the end of an array.

/** a * b + c; rounded once where the host has fused multiply-add and the build may use it. */
@inline
export function fma(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, c);
  return f32x4.add(f32x4.mul(a, b), c);
}

/** c - a * b. */
@inline
export function fnma(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_nmadd(a, b, c);
  return f32x4.sub(c, f32x4.mul(a, b));
}

/** The first `count` of 1 to 3 floats, then zeros. */
export function loadPart(from: usize, count: usize): v128 {
  if (count == 1) return v128.load_zero<u32>(from);
  const pair = v128.load_zero<u64>(from);
  return count == 2 ? pair : v128.load_lane<u32>(from + 8, pair, 2);
}

/** Stores the first `count` of 1 to 3 floats. */
export function storePart(to: usize, x: v128, count: usize): void {
  if (count == 1) {
    v128.store_lane<u32>(to, x, 0);
  } else {
    v128.store_lane<u64>(to, x, 0);
    if (count == 3) v128.store_lane<u32>(to + 8, x, 2);
  }
}

/** The next four floats, or as many as `rest` (at least 1) and then zeros. */
@inline
export function get(from: usize, rest: usize): v128 {
  return rest >= 4 ? v128.load(from) : loadPart(from, rest);
}

/** Stores four floats, or as many as `rest` (at least 1). */
@inline
export function put(to: usize, x: v128, rest: usize): void {
  if (rest >= 4) v128.store(to, x);
  else storePart(to, x, rest);
}

/** Sums of the lanes of four vectors, each as (lane 0 + lane 2) + (lane 1 + lane 3). */
@inline
export function sumLanes(a: v128, b: v128, c: v128, d: v128): v128 {
  const ab = f32x4.add(v128.shuffle<f32>(a, b, 0, 4, 1, 5), v128.shuffle<f32>(a, b, 2, 6, 3, 7));
  const cd = f32x4.add(v128.shuffle<f32>(c, d, 0, 4, 1, 5), v128.shuffle<f32>(c, d, 2, 6, 3, 7));
  return f32x4.add(v128.shuffle<f32>(ab, cd, 0, 1, 4, 5), v128.shuffle<f32>(ab, cd, 2, 3, 6, 7));
}
