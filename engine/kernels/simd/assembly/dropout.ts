import { philoxMultiplier0, philoxMultiplier1, philoxStep0, philoxStep1 } from './constants';
import { fill } from './elementwise';
import { put } from './lanes';

/**
 * Philox4x32-10 (Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3", 2011) of four counters side by side;
 * each gives four elements, kept when word / 2^32 >= rate. `first`, a multiple of four, is the index of the first element.
 */
export function dropoutMask(
  count: usize,
  rate: f64,
  key0: u32,
  key1: u32,
  counter: u32,
  out: usize,
  first: u32,
): void {
  const least = ceil(rate * 4294967296.0);
  if (least > 4294967295.0) {
    fill(count, 0, out);
    return;
  }
  const threshold = i32x4.splat(<u32>least);
  const kept = f32x4.splat(<f32>(1 / (1 - rate)));
  for (let i: usize = 0; i < count; i += 16, out += 64) {
    let c0 = i32x4.add(i32x4.splat((first + <u32>i) >> 2), i32x4(0, 1, 2, 3));
    let c1 = i32x4.splat(counter);
    let c2 = i32x4.splat(0);
    let c3 = c2;
    let k0 = i32x4.splat(key0);
    let k1 = i32x4.splat(key1);
    for (let round = 0; round < 10; round++) {
      const a0 = i64x2.extmul_low_i32x4_u(c0, philoxMultiplier0);
      const a1 = i64x2.extmul_high_i32x4_u(c0, philoxMultiplier0);
      const b0 = i64x2.extmul_low_i32x4_u(c2, philoxMultiplier1);
      const b1 = i64x2.extmul_high_i32x4_u(c2, philoxMultiplier1);
      c0 = v128.xor(v128.xor(highWords(b0, b1), c1), k0);
      c1 = lowWords(b0, b1);
      c2 = v128.xor(v128.xor(highWords(a0, a1), c3), k1);
      c3 = lowWords(a0, a1);
      k0 = i32x4.add(k0, philoxStep0);
      k1 = i32x4.add(k1, philoxStep1);
    }
    c0 = v128.and(i32x4.ge_u(c0, threshold), kept);
    c1 = v128.and(i32x4.ge_u(c1, threshold), kept);
    c2 = v128.and(i32x4.ge_u(c2, threshold), kept);
    c3 = v128.and(i32x4.ge_u(c3, threshold), kept);
    // From words of all counters to counters with all words.
    const low01 = v128.shuffle<u32>(c0, c1, 0, 4, 1, 5);
    const low23 = v128.shuffle<u32>(c2, c3, 0, 4, 1, 5);
    const high01 = v128.shuffle<u32>(c0, c1, 2, 6, 3, 7);
    const high23 = v128.shuffle<u32>(c2, c3, 2, 6, 3, 7);
    const rest = count - i;
    put(out, v128.shuffle<u64>(low01, low23, 0, 2), rest);
    if (rest > 4) put(out + 16, v128.shuffle<u64>(low01, low23, 1, 3), rest - 4);
    if (rest > 8) put(out + 32, v128.shuffle<u64>(high01, high23, 0, 2), rest - 8);
    if (rest > 12) put(out + 48, v128.shuffle<u64>(high01, high23, 1, 3), rest - 12);
  }
}

/** The low halves of four products. */
@inline
function lowWords(first: v128, second: v128): v128 {
  return v128.shuffle<u32>(first, second, 0, 2, 4, 6);
}

@inline
function highWords(first: v128, second: v128): v128 {
  return v128.shuffle<u32>(first, second, 1, 3, 5, 7);
}
