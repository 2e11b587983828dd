import { put } from './lanes';

/**
 * Philox4x32-10 (Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3", 2011); one counter gives
 * the four elements of one register, kept when word / 2^32 >= rate. `first`, a multiple of four, is the index of the first element.
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
  const threshold = rate * 4294967296.0;
  const kept = <f32>(1 / (1 - rate));
  for (let i: usize = 0; i < count; i += 4) {
    let c0 = (first + <u32>i) >> 2;
    let c1 = counter;
    let c2: u32 = 0;
    let c3: u32 = 0;
    let k0 = key0;
    let k1 = key1;
    for (let round = 0; round < 10; round++) {
      const a = <u64>0xd2511f53 * <u64>c0;
      const b = <u64>0xcd9e8d57 * <u64>c2;
      c0 = <u32>(b >> 32) ^ c1 ^ k0;
      c1 = <u32>b;
      c2 = <u32>(a >> 32) ^ c3 ^ k1;
      c3 = <u32>a;
      k0 += 0x9e3779b9;
      k1 += 0xbb67ae85;
    }
    let mask = f32x4.splat(mark(c0, threshold, kept));
    mask = f32x4.replace_lane(mask, 1, mark(c1, threshold, kept));
    mask = f32x4.replace_lane(mask, 2, mark(c2, threshold, kept));
    mask = f32x4.replace_lane(mask, 3, mark(c3, threshold, kept));
    put(out + (i << 2), mask, count - i);
  }
}

@inline
function mark(word: u32, threshold: f64, kept: f32): f32 {
  return <f64>word >= threshold ? kept : 0;
}
