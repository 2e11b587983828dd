import { tileHeight } from './blocks';
import { multiplyRows } from './dot';
import { packA, packB, packTransposedA, packTransposedB } from './pack';
import { tile, tile1x32, tile2x16 } from './tiles';

/** Products that a tile sums in registers before they go to c: a panel of b (8 KiB) stays in the first-level cache. */
const depthBlock: usize = 256;
/** Rows of `a` that are packed at a time; they stay in the second-level cache. */
const rowBlock: usize = 192;
/** Columns of b that are packed at a time. */
const columnBlock: usize = 512;
/** From this many rows on, copies of b repay themselves. */
const packingRows: usize = 24;

// Work space, up to simdBase in ../index.ts: one tile of c, the packed block of a, that of b.
const tileSpace: usize = 64;
const aSpace: usize = 256;
const bSpace: usize = aSpace + rowBlock * depthBlock * 4;

/** c[rows, columns] of at most 6 x 8 elements, by way of a whole tile. */
function partialTile(
  rows: usize,
  columns: usize,
  k: usize,
  a: usize,
  b: usize,
  stepB: usize,
  c: usize,
  ldc: usize,
  accumulate: bool,
): void {
  tile(rows, k, a, b, stepB, tileSpace, 32, false);
  for (let row: usize = 0; row < rows; row++) {
    for (let column: usize = 0; column < columns; column++) {
      const sum = load<f32>(tileSpace + (row << 5) + (column << 2));
      const at = c + row * ldc + (column << 2);
      store<f32>(at, accumulate ? load<f32>(at) + sum : sum);
    }
  }
}

/** c[rows, 8 or less] with packed `a` and a panel of b. */
function panel(
  rows: usize,
  columns: usize,
  k: usize,
  a: usize,
  b: usize,
  stepB: usize,
  c: usize,
  ldc: usize,
  accumulate: bool,
): void {
  while (rows > 0) {
    const height = tileHeight(rows);
    if (columns < 8) partialTile(height, columns, k, a, b, stepB, c, ldc, accumulate);
    else tile(height, k, a, b, stepB, c, ldc, accumulate);
    a += k * height * 4;
    c += height * ldc;
    rows -= height;
  }
}

/** c[rows, columns] with packed `a` and b read as it lies, [k, columns]. */
function direct(
  rows: usize,
  columns: usize,
  k: usize,
  a: usize,
  b: usize,
  ldb: usize,
  c: usize,
  ldc: usize,
  accumulate: bool,
): void {
  if (rows == 1) {
    for (; columns >= 32; columns -= 32, b += 128, c += 128) tile1x32(k, a, b, ldb, c, accumulate);
  } else if (rows == 2) {
    for (; columns >= 16; columns -= 16, b += 64, c += 64) tile2x16(k, a, b, ldb, c, ldc, accumulate);
  }
  for (; columns >= 8; columns -= 8, b += 32, c += 32) panel(rows, 8, k, a, b, ldb, c, ldc, accumulate);
  if (columns > 0) {
    packB(k, columns, b, ldb, bSpace);
    panel(rows, columns, k, a, bSpace, 32, c, ldc, accumulate);
  }
}

/** c = op(a) op(b) or c += ...; distances between rows are in elements. */
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
): void {
  lda <<= 2;
  ldb <<= 2;
  ldc <<= 2;
  if (transposeB && !transposeA && m < packingRows && k >= 8) {
    multiplyRows(m, n, k, a, lda, b, ldb, c, ldc, accumulate);
    return;
  }
  const pack = transposeB || m >= packingRows;
  for (let column: usize = 0; column < n; column += columnBlock) {
    const columns = min(columnBlock, n - column);
    for (let from: usize = 0; from < k; from += depthBlock) {
      const depth = min(depthBlock, k - from);
      const add = accumulate || from > 0;
      const bBlock = transposeB ? b + column * ldb + (from << 2) : b + from * ldb + (column << 2);
      if (transposeB) packTransposedB(depth, columns, bBlock, ldb, bSpace);
      else if (pack) packB(depth, columns, bBlock, ldb, bSpace);
      for (let row: usize = 0; row < m; row += rowBlock) {
        const rows = min(rowBlock, m - row);
        if (transposeA) packTransposedA(rows, depth, a + from * lda + (row << 2), lda, aSpace);
        else packA(rows, depth, a + row * lda + (from << 2), lda, aSpace);
        const out = c + row * ldc + (column << 2);
        if (!pack) {
          direct(rows, columns, depth, aSpace, bBlock, ldb, out, ldc, add);
          continue;
        }
        for (let j: usize = 0; j < columns; j += 8) {
          panel(rows, min<usize>(8, columns - j), depth, aSpace, bSpace + j * depth * 4, 32, out + (j << 2), ldc, add);
        }
      }
    }
  }
  // A product over nothing is zero.
  if (k == 0 && !accumulate) for (let row: usize = 0; row < m; row++) memory.fill(c + row * ldc, 0, n << 2);
}
