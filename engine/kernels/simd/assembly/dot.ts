/**
 * c = a b' with rows of both operands read as they lie: every element is a dot product of two rows, four products at a time.
 * Nothing is packed, so it serves the recurrent product, whose few rows would not repay a copy of the weights.
 * The order of additions within an element does not depend on the tile that it falls into.
 */
import { blockSize } from './blocks';
import { loadFirst, multiplyAdd, sumLanes } from './vector';

@inline
function put(c: usize, sum: v128, accumulate: bool): void {
  v128.store(c, accumulate ? f32x4.add(v128.load(c), sum) : sum);
}

/** c[rows, 4]; `rows` (1 to 3) is a constant at each call. */
@inline
function dot4(rows: usize, k: usize, a: usize, lda: usize, b: usize, ldb: usize, c: usize, ldc: usize, accumulate: bool): void {
  const zero = f32x4.splat(0);
  let c00 = zero;
  let c01 = zero;
  let c02 = zero;
  let c03 = zero;
  let c10 = zero;
  let c11 = zero;
  let c12 = zero;
  let c13 = zero;
  let c20 = zero;
  let c21 = zero;
  let c22 = zero;
  let c23 = zero;
  let a1 = a + lda;
  let a2 = a1 + lda;
  let b1 = b + ldb;
  let b2 = b1 + ldb;
  let b3 = b2 + ldb;
  const rest = k & 3;
  for (const end = a + ((k - rest) << 2); a < end; a += 16) {
    const x0 = v128.load(a);
    const x1 = rows > 1 ? v128.load(a1) : zero;
    const x2 = rows > 2 ? v128.load(a2) : zero;
    let y = v128.load(b);
    c00 = multiplyAdd(x0, y, c00);
    if (rows > 1) c10 = multiplyAdd(x1, y, c10);
    if (rows > 2) c20 = multiplyAdd(x2, y, c20);
    y = v128.load(b1);
    c01 = multiplyAdd(x0, y, c01);
    if (rows > 1) c11 = multiplyAdd(x1, y, c11);
    if (rows > 2) c21 = multiplyAdd(x2, y, c21);
    y = v128.load(b2);
    c02 = multiplyAdd(x0, y, c02);
    if (rows > 1) c12 = multiplyAdd(x1, y, c12);
    if (rows > 2) c22 = multiplyAdd(x2, y, c22);
    y = v128.load(b3);
    c03 = multiplyAdd(x0, y, c03);
    if (rows > 1) c13 = multiplyAdd(x1, y, c13);
    if (rows > 2) c23 = multiplyAdd(x2, y, c23);
    if (rows > 1) a1 += 16;
    if (rows > 2) a2 += 16;
    b += 16;
    b1 += 16;
    b2 += 16;
    b3 += 16;
  }
  if (rest > 0) {
    const x0 = loadFirst(a, rest, zero);
    const y0 = loadFirst(b, rest, zero);
    const y1 = loadFirst(b1, rest, zero);
    const y2 = loadFirst(b2, rest, zero);
    const y3 = loadFirst(b3, rest, zero);
    c00 = multiplyAdd(x0, y0, c00);
    c01 = multiplyAdd(x0, y1, c01);
    c02 = multiplyAdd(x0, y2, c02);
    c03 = multiplyAdd(x0, y3, c03);
    if (rows > 1) {
      const x1 = loadFirst(a1, rest, zero);
      c10 = multiplyAdd(x1, y0, c10);
      c11 = multiplyAdd(x1, y1, c11);
      c12 = multiplyAdd(x1, y2, c12);
      c13 = multiplyAdd(x1, y3, c13);
    }
    if (rows > 2) {
      const x2 = loadFirst(a2, rest, zero);
      c20 = multiplyAdd(x2, y0, c20);
      c21 = multiplyAdd(x2, y1, c21);
      c22 = multiplyAdd(x2, y2, c22);
      c23 = multiplyAdd(x2, y3, c23);
    }
  }
  put(c, sumLanes(c00, c01, c02, c03), accumulate);
  if (rows > 1) put(c + ldc, sumLanes(c10, c11, c12, c13), accumulate);
  if (rows > 2) put(c + 2 * ldc, sumLanes(c20, c21, c22, c23), accumulate);
}

/** c[1, 1], in the order of the tiles. */
function dot1(k: usize, a: usize, b: usize, c: usize, accumulate: bool): void {
  const zero = f32x4.splat(0);
  let sum = zero;
  const rest = k & 3;
  for (const end = a + ((k - rest) << 2); a < end; a += 16) {
    sum = multiplyAdd(v128.load(a), v128.load(b), sum);
    b += 16;
  }
  if (rest > 0) sum = multiplyAdd(loadFirst(a, rest, zero), loadFirst(b, rest, zero), sum);
  const total = f32x4.extract_lane(sumLanes(sum, sum, sum, sum), 0);
  store<f32>(c, accumulate ? load<f32>(c) + total : total);
}

function dot3x4(k: usize, a: usize, lda: usize, b: usize, ldb: usize, c: usize, ldc: usize, accumulate: bool): void {
  dot4(3, k, a, lda, b, ldb, c, ldc, accumulate);
}

function dot2x4(k: usize, a: usize, lda: usize, b: usize, ldb: usize, c: usize, ldc: usize, accumulate: bool): void {
  dot4(2, k, a, lda, b, ldb, c, ldc, accumulate);
}

function dot1x4(k: usize, a: usize, b: usize, ldb: usize, c: usize, accumulate: bool): void {
  dot4(1, k, a, 0, b, ldb, c, 0, accumulate);
}

/** Rows of `a` that stay in the first-level cache while the rows of b pass by. */
const rowBlock: usize = 48;
/** Products that are summed before they are added to c. */
const depthBlock: usize = 512;

/** c[m, n] = a[m, k] b[n, k]'. Distances between rows are in bytes. */
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
  const step = blockSize(m, rowBlock);
  for (let l: usize = 0; l < k; l += depthBlock) {
    const depth = min(depthBlock, k - l);
    const add = accumulate || l > 0;
    for (let first: usize = 0; first < m; first += step) {
      const last = min(m, first + step);
      let bRow = b + (l << 2);
      let column: usize = 0;
      for (; column + 4 <= n; column += 4, bRow += ldb << 2) {
        let row = first;
        let aRow = a + (l << 2) + row * lda;
        let at = c + row * ldc + (column << 2);
        for (; row + 2 <= last; row += 2, aRow += 2 * lda, at += 2 * ldc) {
          dot2x4(depth, aRow, lda, bRow, ldb, at, ldc, add);
        }
        if (row + 2 == last) dot2x4(depth, aRow, lda, bRow, ldb, at, ldc, add);
        else if (row + 1 == last) dot1x4(depth, aRow, bRow, ldb, at, add);
      }
      for (; column < n; column++, bRow += ldb) {
        for (let row = first; row < last; row++) {
          dot1(depth, a + (l << 2) + row * lda, bRow, c + row * ldc + (column << 2), add);
        }
      }
    }
  }
}
