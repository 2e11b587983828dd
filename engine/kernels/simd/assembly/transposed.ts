import { fma, get, put } from './lanes';

/*
 * c[1, n] = a[1, k] b[n, k]' with b as it lies: one row would not repay a packed copy. Four by four, b is turned around in
 * registers, so that sums run in the order of k, as they do in the tiles of the packed product.
 */

/** Sums of four columns, gone on with over four steps of k. */
@inline
function turn(sums: v128, x: usize, y0: v128, y1: v128, y2: v128, y3: v128): v128 {
  const a = v128.shuffle<f32>(y0, y1, 0, 4, 1, 5);
  const b = v128.shuffle<f32>(y2, y3, 0, 4, 1, 5);
  const c = v128.shuffle<f32>(y0, y1, 2, 6, 3, 7);
  const d = v128.shuffle<f32>(y2, y3, 2, 6, 3, 7);
  sums = fma(v128.load32_splat(x), v128.shuffle<f32>(a, b, 0, 1, 4, 5), sums);
  sums = fma(v128.load32_splat(x, 4), v128.shuffle<f32>(a, b, 2, 3, 6, 7), sums);
  sums = fma(v128.load32_splat(x, 8), v128.shuffle<f32>(c, d, 0, 1, 4, 5), sums);
  return fma(v128.load32_splat(x, 12), v128.shuffle<f32>(c, d, 2, 3, 6, 7), sums);
}

/** The `rest` (1 to 3) last steps of k. */
function turnRest(sums: v128, rest: usize, x: usize, b: usize, ldb: usize, columns: usize): v128 {
  for (let l: usize = 0; l < rest; l++, x += 4, b += 4) {
    let y = v128.load_zero<u32>(b);
    if (columns > 1) y = v128.load_lane<u32>(b + ldb, y, 1);
    if (columns > 2) y = v128.load_lane<u32>(b + 2 * ldb, y, 2);
    if (columns > 3) y = v128.load_lane<u32>(b + 3 * ldb, y, 3);
    sums = fma(v128.load32_splat(x), y, sums);
  }
  return sums;
}

@inline
function add(c: usize, sums: v128, columns: usize, accumulate: bool): void {
  put(c, accumulate ? f32x4.add(get(c, columns), sums) : sums, columns);
}

/** Sixteen columns. */
function sixteen(k: usize, a: usize, b: usize, ldb: usize, c: usize, accumulate: bool): void {
  let c0 = f32x4.splat(0);
  let c1 = c0;
  let c2 = c0;
  let c3 = c0;
  const four = ldb << 2;
  const rest = k & 3;
  for (const end = a + ((k - rest) << 2); a < end; a += 16, b += 16) {
    let y = b;
    c0 = turn(c0, a, v128.load(y), v128.load(y + ldb), v128.load(y + 2 * ldb), v128.load(y + 3 * ldb));
    y += four;
    c1 = turn(c1, a, v128.load(y), v128.load(y + ldb), v128.load(y + 2 * ldb), v128.load(y + 3 * ldb));
    y += four;
    c2 = turn(c2, a, v128.load(y), v128.load(y + ldb), v128.load(y + 2 * ldb), v128.load(y + 3 * ldb));
    y += four;
    c3 = turn(c3, a, v128.load(y), v128.load(y + ldb), v128.load(y + 2 * ldb), v128.load(y + 3 * ldb));
  }
  if (rest) {
    c0 = turnRest(c0, rest, a, b, ldb, 4);
    c1 = turnRest(c1, rest, a, b + four, ldb, 4);
    c2 = turnRest(c2, rest, a, b + 2 * four, ldb, 4);
    c3 = turnRest(c3, rest, a, b + 3 * four, ldb, 4);
  }
  add(c, c0, 4, accumulate);
  add(c + 16, c1, 4, accumulate);
  add(c + 32, c2, 4, accumulate);
  add(c + 48, c3, 4, accumulate);
}

/** One to four columns. */
function few(columns: usize, k: usize, a: usize, b: usize, ldb: usize, c: usize, accumulate: bool): void {
  let sums = f32x4.splat(0);
  // Rows of b that are not there are read as the first.
  const b1 = columns > 1 ? ldb : 0;
  const b2 = columns > 2 ? 2 * ldb : 0;
  const b3 = columns > 3 ? 3 * ldb : 0;
  const rest = k & 3;
  for (const end = a + ((k - rest) << 2); a < end; a += 16, b += 16) {
    sums = turn(sums, a, v128.load(b), v128.load(b + b1), v128.load(b + b2), v128.load(b + b3));
  }
  if (rest) sums = turnRest(sums, rest, a, b, ldb, columns);
  add(c, sums, columns, accumulate);
}

/** c[1, n] = a[1, k] b[n, k]', or c += ...; every `depthBlock` of products goes to c. Distances between rows are in bytes. */
export function multiplyTransposed(
  n: usize,
  k: usize,
  depthBlock: usize,
  a: usize,
  b: usize,
  ldb: usize,
  c: usize,
  accumulate: bool,
): void {
  for (let l: usize = 0; l < k; l += depthBlock) {
    const depth = min(depthBlock, k - l);
    const more = accumulate || l > 0;
    const x = a + (l << 2);
    let y = b + (l << 2);
    let to = c;
    let left = n;
    for (; left >= 16; left -= 16, y += ldb << 4, to += 64) sixteen(depth, x, y, ldb, to, more);
    for (; left > 0; left -= min<usize>(4, left), y += ldb << 2, to += 16) {
      few(min<usize>(4, left), depth, x, y, ldb, to, more);
    }
  }
}
