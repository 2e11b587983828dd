import { blockSize, tileHeight } from './blocks';
import { packA, packB, packTransposedA, packTransposedB } from './pack';
import { multiplyTransposed } from './transposed';
import { tile, tile1x32, tile2x16 } from './tiles';

/** Rows of `a` that are packed at a time: with the depth below, they stay in the second-level cache. */
const rowBlock: usize = 96;
/** Columns of b that are packed at a time. */
const columnBlock: usize = 512;
/** Products that a tile sums before they go to c: a panel of b (8 KiB) stays in the first-level cache. */
const depthBlock: usize = 256;

/**
 * Work space, in this order: a block of a, a block of b, one tile of c (6 x 8), a few columns of c as rows.
 * simdBase in ../index.ts leaves room for it.
 */
const sizeOfA: usize = rowBlock * depthBlock * 4;
const sizeOfB: usize = columnBlock * depthBlock * 4;
const sizeOfTile: usize = 6 * 8 * 4;

/** So few rows do not repay a packed copy of a b that lies in rows of k. */
const fewTransposed: usize = 3;

/** So few rows use each element of b but once: it is read where it lies. */
const fewRows: usize = 6;

/** c[rows, columns] out of one packed tile of `a` and whole panels of b, `stepPanel` bytes apart. */
function strip(
  rows: usize,
  columns: usize,
  k: usize,
  a: usize,
  b: usize,
  stepB: usize,
  stepPanel: usize,
  c: usize,
  ldc: usize,
  accumulate: bool,
): void {
  // Wide tiles read across panels, so they need a b that lies as it came.
  if (stepPanel == 32 && rows == 1) {
    for (; columns >= 32; columns -= 32, b += 128, c += 128) tile1x32(k, a, b, stepB, c, accumulate);
  } else if (stepPanel == 32 && rows == 2) {
    for (; columns >= 16; columns -= 16, b += 64, c += 64) tile2x16(k, a, b, stepB, c, ldc, accumulate);
  }
  for (; columns >= 8; columns -= 8, b += stepPanel, c += 32) tile(rows, k, a, b, stepB, c, ldc, accumulate);
}

/** The last columns of c, fewer than eight, out of a panel that is filled up with zeros. */
function edge(
  rows: usize,
  columns: usize,
  k: usize,
  a: usize,
  b: usize,
  c: usize,
  ldc: usize,
  accumulate: bool,
  work: usize,
): void {
  tile(rows, k, a, b, 32, work, 32, false);
  for (let row: usize = 0; row < rows; row++) {
    for (let column: usize = 0; column < columns << 2; column += 4) {
      const sum = load<f32>(work + (row << 5) + column);
      store<f32>(c + column, accumulate ? load<f32>(c + column) + sum : sum);
    }
    c += ldc;
  }
}

/** The blocked product over packed operands. Distances between rows are in bytes. */
function multiplyBlocks(
  m: usize,
  n: usize,
  k: usize,
  a: usize,
  lda: usize,
  transposeA: bool,
  b: usize,
  ldb: usize,
  transposeB: bool,
  c: usize,
  ldc: usize,
  accumulate: bool,
  work: usize,
): void {
  const packedA = work;
  const packedB = packedA + sizeOfA;
  const edgeWork = packedB + sizeOfB;
  const inPlace = !transposeB && m <= fewRows;
  const rowStep = blockSize(m, rowBlock);
  for (let column: usize = 0; column < n; column += columnBlock) {
    const columns = min(columnBlock, n - column);
    const whole = columns & ~7;
    for (let l: usize = 0; l < k; l += depthBlock) {
      const depth = min(depthBlock, k - l);
      const add = accumulate || l > 0;
      let panels = packedB;
      let stepB: usize = 32;
      let stepPanel = depth << 5;
      let lastPanel = packedB + (whole >> 3) * stepPanel;
      const from = b + l * (transposeB ? 4 : ldb) + column * (transposeB ? ldb : 4);
      if (transposeB) {
        packTransposedB(depth, columns, from, ldb, packedB);
      } else if (inPlace) {
        panels = from;
        stepB = ldb;
        stepPanel = 32;
        lastPanel = packedB;
        packB(depth, columns - whole, from + (whole << 2), ldb, packedB);
      } else {
        packB(depth, columns, from, ldb, packedB);
      }
      for (let first: usize = 0; first < m; first += rowStep) {
        let rows = min(rowStep, m - first);
        if (transposeA) packTransposedA(rows, depth, a + l * lda + (first << 2), lda, packedA);
        else packA(rows, depth, a + first * lda + (l << 2), lda, packedA);
        let tileA = packedA;
        let at = c + first * ldc + (column << 2);
        while (rows > 0) {
          const height = tileHeight(rows);
          strip(height, whole, depth, tileA, panels, stepB, stepPanel, at, ldc, add);
          if (whole < columns) {
            edge(height, columns - whole, depth, tileA, lastPanel, at + (whole << 2), ldc, add, edgeWork);
          }
          tileA += depth * (height << 2);
          at += height * ldc;
          rows -= height;
        }
      }
    }
  }
}

/**
 * c[m, n] = a' b with fewer than eight columns, as the transposed product c' = b' a, which needs no padding. The columns of c
 * pass through the work space, so that sums run in the same order as elsewhere.
 */
function multiplyFewColumns(
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
  work: usize,
): void {
  const rows = work + sizeOfA + sizeOfB + sizeOfTile;
  const distance = columnBlock << 2;
  for (let first: usize = 0; first < m; first += columnBlock) {
    const count = min(columnBlock, m - first);
    if (accumulate) transpose(count, n, c, ldc, rows, distance);
    multiplyBlocks(n, count, k, b, ldb, true, a + (first << 2), lda, false, rows, distance, accumulate, work);
    transpose(n, count, rows, distance, c, ldc);
    c += count * ldc;
  }
}

/** out[columns, rows] = x[rows, columns]'. Distances between rows are in bytes. */
function transpose(rows: usize, columns: usize, x: usize, ldx: usize, out: usize, ldo: usize): void {
  for (let row: usize = 0; row < rows; row++) {
    for (let column: usize = 0; column < columns; column++) {
      store<f32>(out + column * ldo + (row << 2), load<f32>(x + row * ldx + (column << 2)));
    }
  }
}

/**
 * c = op(a) op(b), or c += ...; op(a) is [m, k], op(b) is [k, n], distances between rows are in elements. `work`: what the
 * packed operands need, see above.
 *
 * The bits of an element depend on its row of op(a), its column of op(b), the layouts and k alone: never on m, on n or on
 * where it stands, so rows and columns may be split among threads.
 */
export function matmul(
  m: usize,
  n: usize,
  k: usize,
  a: usize,
  lda: usize,
  transposeA: bool,
  b: usize,
  ldb: usize,
  transposeB: bool,
  c: usize,
  ldc: usize,
  accumulate: bool,
  work: usize,
): void {
  if (m == 0 || n == 0) return;
  lda <<= 2;
  ldb <<= 2;
  ldc <<= 2;
  if (k == 0) {
    // A product over nothing is zero.
    if (!accumulate) for (let row: usize = 0; row < m; row++) memory.fill(c + row * ldc, 0, n << 2);
  } else if (!transposeA && transposeB && n == 1 && ldc == 4) {
    // One column is one row of the transposed product.
    multiplyTransposed(m, k, depthBlock, b, a, lda, c, accumulate);
  } else if (!transposeA && transposeB && m <= fewTransposed) {
    for (let row: usize = 0; row < m; row++) {
      multiplyTransposed(n, k, depthBlock, a + row * lda, b, ldb, c + row * ldc, accumulate);
    }
  } else if (transposeA && !transposeB && n < 8) {
    multiplyFewColumns(m, n, k, a, lda, b, ldb, c, ldc, accumulate, work);
  } else {
    multiplyBlocks(m, n, k, a, lda, transposeA, b, ldb, transposeB, c, ldc, accumulate, work);
  }
}
