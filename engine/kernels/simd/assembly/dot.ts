import { blockSize } from './blocks';
import { fma, loadPart, sumLanes } from './lanes';

/*
 * c = a b' with the rows of both operands read as they lie: every element is a dot product of two rows, four products at a
 * time. Nothing is packed, so it serves the recurrent product, whose few rows would not repay a copy of the weights. Tiles
 * are small enough for sixteen registers, and add the products of an element in one and the same order.
 */

@inline
function put(c: usize, sum: v128, accumulate: bool): void {
  v128.store(c, accumulate ? f32x4.add(v128.load(c), sum) : sum);
}

/** c[2, 4]. */
function dot2x4(k: usize, a: usize, lda: usize, b: usize, ldb: usize, c: usize, ldc: usize, accumulate: bool): void {
  let c00 = f32x4.splat(0);
  let c01 = c00;
  let c02 = c00;
  let c03 = c00;
  let c10 = c00;
  let c11 = c00;
  let c12 = c00;
  let c13 = c00;
  let a1 = a + lda;
  let b1 = b + ldb;
  let b2 = b1 + ldb;
  let b3 = b2 + ldb;
  const rest = k & 3;
  for (const end = a + ((k - rest) << 2); a < end; a += 16) {
    const x0 = v128.load(a);
    const x1 = v128.load(a1);
    let y = v128.load(b);
    c00 = fma(x0, y, c00);
    c10 = fma(x1, y, c10);
    y = v128.load(b1);
    c01 = fma(x0, y, c01);
    c11 = fma(x1, y, c11);
    y = v128.load(b2);
    c02 = fma(x0, y, c02);
    c12 = fma(x1, y, c12);
    y = v128.load(b3);
    c03 = fma(x0, y, c03);
    c13 = fma(x1, y, c13);
    a1 += 16;
    b += 16;
    b1 += 16;
    b2 += 16;
    b3 += 16;
  }
  if (rest) {
    const x0 = loadPart(a, rest);
    const x1 = loadPart(a1, rest);
    let y = loadPart(b, rest);
    c00 = fma(x0, y, c00);
    c10 = fma(x1, y, c10);
    y = loadPart(b1, rest);
    c01 = fma(x0, y, c01);
    c11 = fma(x1, y, c11);
    y = loadPart(b2, rest);
    c02 = fma(x0, y, c02);
    c12 = fma(x1, y, c12);
    y = loadPart(b3, rest);
    c03 = fma(x0, y, c03);
    c13 = fma(x1, y, c13);
  }
  put(c, sumLanes(c00, c01, c02, c03), accumulate);
  put(c + ldc, sumLanes(c10, c11, c12, c13), accumulate);
}

/** c[1, 8]. */
function dot1x8(k: usize, a: usize, b: usize, ldb: usize, c: usize, accumulate: bool): void {
  let c0 = f32x4.splat(0);
  let c1 = c0;
  let c2 = c0;
  let c3 = c0;
  let c4 = c0;
  let c5 = c0;
  let c6 = c0;
  let c7 = c0;
  let b1 = b + ldb;
  let b2 = b1 + ldb;
  let b3 = b2 + ldb;
  let b4 = b3 + ldb;
  let b5 = b4 + ldb;
  let b6 = b5 + ldb;
  let b7 = b6 + ldb;
  const rest = k & 3;
  for (const end = a + ((k - rest) << 2); a < end; a += 16) {
    const x = v128.load(a);
    c0 = fma(x, v128.load(b), c0);
    c1 = fma(x, v128.load(b1), c1);
    c2 = fma(x, v128.load(b2), c2);
    c3 = fma(x, v128.load(b3), c3);
    c4 = fma(x, v128.load(b4), c4);
    c5 = fma(x, v128.load(b5), c5);
    c6 = fma(x, v128.load(b6), c6);
    c7 = fma(x, v128.load(b7), c7);
    b += 16;
    b1 += 16;
    b2 += 16;
    b3 += 16;
    b4 += 16;
    b5 += 16;
    b6 += 16;
    b7 += 16;
  }
  if (rest) {
    const x = loadPart(a, rest);
    c0 = fma(x, loadPart(b, rest), c0);
    c1 = fma(x, loadPart(b1, rest), c1);
    c2 = fma(x, loadPart(b2, rest), c2);
    c3 = fma(x, loadPart(b3, rest), c3);
    c4 = fma(x, loadPart(b4, rest), c4);
    c5 = fma(x, loadPart(b5, rest), c5);
    c6 = fma(x, loadPart(b6, rest), c6);
    c7 = fma(x, loadPart(b7, rest), c7);
  }
  put(c, sumLanes(c0, c1, c2, c3), accumulate);
  put(c + 16, sumLanes(c4, c5, c6, c7), accumulate);
}

/** c[1, 1]. */
function dot1x1(k: usize, a: usize, b: usize, c: usize, accumulate: bool): void {
  let lanes = f32x4.splat(0);
  const rest = k & 3;
  for (const end = a + ((k - rest) << 2); a < end; a += 16) {
    lanes = fma(v128.load(a), v128.load(b), lanes);
    b += 16;
  }
  if (rest) lanes = fma(loadPart(a, rest), loadPart(b, rest), lanes);
  const sum = f32x4.extract_lane(sumLanes(lanes, lanes, lanes, lanes), 0);
  store<f32>(c, accumulate ? load<f32>(c) + sum : sum);
}

/** Rows of `a` (even) that stay in the first-level cache while the rows of b pass by. */
const rowBlock: usize = 48;
/** Products that are summed before they are added to c. */
const depthBlock: usize = 512;

/** An even number of rows of c. */
function pairs(
  m: usize,
  n: usize,
  k: usize,
  a: usize,
  lda: usize,
  b: usize,
  ldb: usize,
  c: usize,
  ldc: usize,
  accumulate: bool,
): void {
  for (; n >= 4; n -= 4, b += ldb << 2, c += 16) {
    for (let row: usize = 0; row < m; row += 2) {
      dot2x4(k, a + row * lda, lda, b, ldb, c + row * ldc, ldc, accumulate);
    }
  }
  for (; n > 0; n--, b += ldb, c += 4) {
    for (let row: usize = 0; row < m; row++) dot1x1(k, a + row * lda, b, c + row * ldc, accumulate);
  }
}

/** One row of c. */
function single(n: usize, k: usize, a: usize, b: usize, ldb: usize, c: usize, accumulate: bool): void {
  for (; n >= 8; n -= 8, b += ldb << 3, c += 32) dot1x8(k, a, b, ldb, c, accumulate);
  for (; n > 0; n--, b += ldb, c += 4) dot1x1(k, a, b, c, accumulate);
}

/** c[m, n] = a[m, k] b[n, k]', or c += ... Distances between rows are in bytes. */
export function multiplyRows(
  m: usize,
  n: usize,
  k: usize,
  a: usize,
  lda: usize,
  b: usize,
  ldb: usize,
  c: usize,
  ldc: usize,
  accumulate: bool,
): void {
  const even = m & ~1;
  const step = even ? blockSize(even >> 1, rowBlock >> 1) << 1 : 0;
  for (let l: usize = 0; l < k; l += depthBlock) {
    const depth = min(depthBlock, k - l);
    const add = accumulate || l > 0;
    for (let row: usize = 0; row < even; row += step) {
      pairs(min(step, even - row), n, depth, a + row * lda, lda, b, ldb, c + row * ldc, ldc, add);
    }
    if (even < m) single(n, depth, a + even * lda, b, ldb, c + even * ldc, add);
    a += depth << 2;
    b += depth << 2;
  }
}
