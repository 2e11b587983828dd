import { tileHeight } from './blocks';

/* Copies of operands in the order in which the tiles read them. Distances between rows are in bytes. */

/** to[l][row] for four steps l of `height` (4 to 6) rows, `step` bytes from one l to the next. */
@inline
function turn(height: usize, a: usize, lda: usize, to: usize, step: usize): void {
  let x = v128.load(a);
  let y = v128.load(a + lda);
  const low = v128.shuffle<f32>(x, y, 0, 4, 1, 5);
  const high = v128.shuffle<f32>(x, y, 2, 6, 3, 7);
  a += lda << 1;
  x = v128.load(a);
  y = v128.load(a + lda);
  const nextLow = v128.shuffle<f32>(x, y, 0, 4, 1, 5);
  const nextHigh = v128.shuffle<f32>(x, y, 2, 6, 3, 7);
  v128.store(to, v128.shuffle<u64>(low, nextLow, 0, 2));
  v128.store(to + step, v128.shuffle<u64>(low, nextLow, 1, 3));
  v128.store(to + 2 * step, v128.shuffle<u64>(high, nextHigh, 0, 2));
  v128.store(to + 3 * step, v128.shuffle<u64>(high, nextHigh, 1, 3));
  if (height == 4) return;
  a += lda << 1;
  to += 16;
  x = v128.load(a);
  if (height == 5) {
    v128.store_lane<u32>(to, x, 0);
    v128.store_lane<u32>(to + step, x, 1);
    v128.store_lane<u32>(to + 2 * step, x, 2);
    v128.store_lane<u32>(to + 3 * step, x, 3);
  } else {
    y = v128.load(a + lda);
    const lastLow = v128.shuffle<f32>(x, y, 0, 4, 1, 5);
    const lastHigh = v128.shuffle<f32>(x, y, 2, 6, 3, 7);
    v128.store_lane<u64>(to, lastLow, 0);
    v128.store_lane<u64>(to + step, lastLow, 1);
    v128.store_lane<u64>(to + 2 * step, lastHigh, 0);
    v128.store_lane<u64>(to + 3 * step, lastHigh, 1);
  }
}

/** Packs a[rows, k] in tiles: to[l][row] for the rows of each tile. */
export function packA(rows: usize, k: usize, a: usize, lda: usize, to: usize): void {
  while (rows > 0) {
    const height = tileHeight(rows);
    const step = height << 2;
    const turned = height > 3 ? k & ~3 : 0;
    for (let l: usize = 0; l < turned; l += 4) turn(height, a + (l << 2), lda, to + l * step, step);
    for (let row: usize = 0; row < height; row++) {
      let out = to + turned * step + (row << 2);
      for (let x = a + row * lda + (turned << 2), end = a + row * lda + (k << 2); x < end; x += 4) {
        store<f32>(out, load<f32>(x));
        out += step;
      }
    }
    to += k * step;
    a += height * lda;
    rows -= height;
  }
}

/** The same out of the transpose, a[k, rows]. */
export function packTransposedA(rows: usize, k: usize, a: usize, lda: usize, to: usize): void {
  while (rows > 0) {
    const height = tileHeight(rows);
    let x = a;
    if (height == 6) {
      for (const end = to + k * 24; to < end; to += 24) {
        v128.store(to, v128.load(x));
        v128.store64_lane(to, v128.load64_zero(x, 16), 0, 16);
        x += lda;
      }
    } else {
      for (let l: usize = 0; l < k; l++) {
        for (let row: usize = 0; row < height; row++, to += 4) store<f32>(to, load<f32>(x + (row << 2)));
        x += lda;
      }
    }
    a += height << 2;
    rows -= height;
  }
}

/** Packs b[k, columns] in panels of eight columns, to[panel][l][8]; columns beyond the last are zero. */
export function packB(k: usize, columns: usize, b: usize, ldb: usize, to: usize): void {
  for (; columns >= 8; columns -= 8) {
    let x = b;
    for (const end = to + (k << 5); to < end; to += 32) {
      v128.store(to, v128.load(x));
      v128.store(to, v128.load(x, 16), 16);
      x += ldb;
    }
    b += 32;
  }
  if (columns > 0) {
    let x = b;
    for (const end = to + (k << 5); to < end; to += 32) {
      for (let column: usize = 0; column < 8; column++) {
        store<f32>(to + (column << 2), column < columns ? load<f32>(x + (column << 2)) : 0);
      }
      x += ldb;
    }
  }
}

/** Four steps of k of four columns, to[l][8]. */
@inline
function packSquare(x: usize, ldb: usize, to: usize): void {
  const x0 = v128.load(x);
  const x1 = v128.load(x + ldb);
  const x2 = v128.load(x + 2 * ldb);
  const x3 = v128.load(x + 3 * ldb);
  const a = v128.shuffle<f32>(x0, x1, 0, 4, 1, 5);
  const b = v128.shuffle<f32>(x2, x3, 0, 4, 1, 5);
  const c = v128.shuffle<f32>(x0, x1, 2, 6, 3, 7);
  const d = v128.shuffle<f32>(x2, x3, 2, 6, 3, 7);
  v128.store(to, v128.shuffle<f32>(a, b, 0, 1, 4, 5));
  v128.store(to, v128.shuffle<f32>(a, b, 2, 3, 6, 7), 32);
  v128.store(to, v128.shuffle<f32>(c, d, 0, 1, 4, 5), 64);
  v128.store(to, v128.shuffle<f32>(c, d, 2, 3, 6, 7), 96);
}

/**
 * Half a panel, to[l][8], out of four rows of x[rows, k], of which `rows` are left; what is not there is zero.
 */
export function packHalf(rows: isize, k: usize, x: usize, ldx: usize, to: usize): void {
  let l: usize = 0;
  if (rows >= 4) for (; l + 4 <= k; l += 4) packSquare(x + (l << 2), ldx, to + (l << 5));
  for (let column: isize = 0; column < 4; column++) {
    let out = to + (l << 5) + (<usize>column << 2);
    const from = x + <usize>column * ldx;
    for (let step = l; step < k; step++, out += 32) {
      store<f32>(out, column < rows ? load<f32>(from + (step << 2)) : 0);
    }
  }
}

/** The same out of the transpose, b[columns, k]. */
export function packTransposedB(k: usize, columns: usize, b: usize, ldb: usize, to: usize): void {
  for (let first: usize = 0; first < columns; first += 8, to += k << 5) {
    const rest: isize = columns - first;
    packHalf(rest, k, b + first * ldb, ldb, to);
    packHalf(rest - 4, k, b + (first + 4) * ldb, ldb, to + 16);
  }
}
