import { fma } from './lanes';

/*
 * The inner loops of the matrix product: a tile of c held in registers while k runs. Rows of `a` lie packed, a[l][row], so
 * that one pointer walks them; b is read in rows `stepB` bytes apart. Every tile adds its products in the order of l, so that an
 * element of c has the same bits whatever tile it falls into.
 */

@inline
function put(c: usize, sum: v128, accumulate: bool): void {
  v128.store(c, accumulate ? f32x4.add(v128.load(c), sum) : sum);
}

/** c[rows, 8]; `rows` (3 to 6) is a constant at each call, and what it excludes is not compiled. */
@inline
function tile8(rows: usize, k: usize, a: usize, b: usize, stepB: usize, c: usize, ldc: usize, accumulate: bool): void {
  let c00 = f32x4.splat(0);
  let c01 = c00;
  let c10 = c00;
  let c11 = c00;
  let c20 = c00;
  let c21 = c00;
  let c30 = c00;
  let c31 = c00;
  let c40 = c00;
  let c41 = c00;
  let c50 = c00;
  let c51 = c00;
  for (const end = a + k * (rows << 2); a < end; a += rows << 2) {
    const b0 = v128.load(b);
    const b1 = v128.load(b, 16);
    let x = v128.load32_splat(a);
    c00 = fma(x, b0, c00);
    c01 = fma(x, b1, c01);
    x = v128.load32_splat(a, 4);
    c10 = fma(x, b0, c10);
    c11 = fma(x, b1, c11);
    x = v128.load32_splat(a, 8);
    c20 = fma(x, b0, c20);
    c21 = fma(x, b1, c21);
    if (rows > 3) {
      x = v128.load32_splat(a, 12);
      c30 = fma(x, b0, c30);
      c31 = fma(x, b1, c31);
    }
    if (rows > 4) {
      x = v128.load32_splat(a, 16);
      c40 = fma(x, b0, c40);
      c41 = fma(x, b1, c41);
    }
    if (rows > 5) {
      x = v128.load32_splat(a, 20);
      c50 = fma(x, b0, c50);
      c51 = fma(x, b1, c51);
    }
    b += stepB;
  }
  put(c, c00, accumulate);
  put(c + 16, c01, accumulate);
  c += ldc;
  put(c, c10, accumulate);
  put(c + 16, c11, accumulate);
  c += ldc;
  put(c, c20, accumulate);
  put(c + 16, c21, accumulate);
  if (rows > 3) {
    c += ldc;
    put(c, c30, accumulate);
    put(c + 16, c31, accumulate);
  }
  if (rows > 4) {
    c += ldc;
    put(c, c40, accumulate);
    put(c + 16, c41, accumulate);
  }
  if (rows > 5) {
    c += ldc;
    put(c, c50, accumulate);
    put(c + 16, c51, accumulate);
  }
}

function tile6x8(k: usize, a: usize, b: usize, stepB: usize, c: usize, ldc: usize, accumulate: bool): void {
  tile8(6, k, a, b, stepB, c, ldc, accumulate);
}

function tile5x8(k: usize, a: usize, b: usize, stepB: usize, c: usize, ldc: usize, accumulate: bool): void {
  tile8(5, k, a, b, stepB, c, ldc, accumulate);
}

function tile4x8(k: usize, a: usize, b: usize, stepB: usize, c: usize, ldc: usize, accumulate: bool): void {
  tile8(4, k, a, b, stepB, c, ldc, accumulate);
}

function tile3x8(k: usize, a: usize, b: usize, stepB: usize, c: usize, ldc: usize, accumulate: bool): void {
  tile8(3, k, a, b, stepB, c, ldc, accumulate);
}

function tile2x8(k: usize, a: usize, b: usize, stepB: usize, c: usize, ldc: usize, accumulate: bool): void {
  let c00 = f32x4.splat(0);
  let c01 = c00;
  let c10 = c00;
  let c11 = c00;
  for (const end = a + (k << 3); a < end; a += 8) {
    const b0 = v128.load(b);
    const b1 = v128.load(b, 16);
    let x = v128.load32_splat(a);
    c00 = fma(x, b0, c00);
    c01 = fma(x, b1, c01);
    x = v128.load32_splat(a, 4);
    c10 = fma(x, b0, c10);
    c11 = fma(x, b1, c11);
    b += stepB;
  }
  put(c, c00, accumulate);
  put(c + 16, c01, accumulate);
  put(c + ldc, c10, accumulate);
  put(c + ldc + 16, c11, accumulate);
}

function tile1x8(k: usize, a: usize, b: usize, stepB: usize, c: usize, accumulate: bool): void {
  let c0 = f32x4.splat(0);
  let c1 = c0;
  for (const end = a + (k << 2); a < end; a += 4) {
    const x = v128.load32_splat(a);
    c0 = fma(x, v128.load(b), c0);
    c1 = fma(x, v128.load(b, 16), c1);
    b += stepB;
  }
  put(c, c0, accumulate);
  put(c + 16, c1, accumulate);
}

/** c[rows, 8] with rows from 1 to 6. */
export function tile(
  rows: usize,
  k: usize,
  a: usize,
  b: usize,
  stepB: usize,
  c: usize,
  ldc: usize,
  accumulate: bool,
): void {
  if (rows == 6) tile6x8(k, a, b, stepB, c, ldc, accumulate);
  else if (rows == 5) tile5x8(k, a, b, stepB, c, ldc, accumulate);
  else if (rows == 4) tile4x8(k, a, b, stepB, c, ldc, accumulate);
  else if (rows == 3) tile3x8(k, a, b, stepB, c, ldc, accumulate);
  else if (rows == 2) tile2x8(k, a, b, stepB, c, ldc, accumulate);
  else tile1x8(k, a, b, stepB, c, accumulate);
}

/** c[2, 16]: as many sums on the way as the latency of an addition asks for. */
export function tile2x16(k: usize, a: usize, b: usize, stepB: usize, c: usize, ldc: usize, accumulate: bool): void {
  let c00 = f32x4.splat(0);
  let c01 = c00;
  let c02 = c00;
  let c03 = c00;
  let c10 = c00;
  let c11 = c00;
  let c12 = c00;
  let c13 = c00;
  for (const end = a + (k << 3); a < end; a += 8) {
    const x = v128.load32_splat(a);
    const y = v128.load32_splat(a, 4);
    let v = v128.load(b);
    c00 = fma(x, v, c00);
    c10 = fma(y, v, c10);
    v = v128.load(b, 16);
    c01 = fma(x, v, c01);
    c11 = fma(y, v, c11);
    v = v128.load(b, 32);
    c02 = fma(x, v, c02);
    c12 = fma(y, v, c12);
    v = v128.load(b, 48);
    c03 = fma(x, v, c03);
    c13 = fma(y, v, c13);
    b += stepB;
  }
  put(c, c00, accumulate);
  put(c + 16, c01, accumulate);
  put(c + 32, c02, accumulate);
  put(c + 48, c03, accumulate);
  c += ldc;
  put(c, c10, accumulate);
  put(c + 16, c11, accumulate);
  put(c + 32, c12, accumulate);
  put(c + 48, c13, accumulate);
}

/** c[1, 32]. */
export function tile1x32(k: usize, a: usize, b: usize, stepB: usize, c: usize, accumulate: bool): void {
  let c0 = f32x4.splat(0);
  let c1 = c0;
  let c2 = c0;
  let c3 = c0;
  let c4 = c0;
  let c5 = c0;
  let c6 = c0;
  let c7 = c0;
  for (const end = a + (k << 2); a < end; a += 4) {
    const x = v128.load32_splat(a);
    c0 = fma(x, v128.load(b), c0);
    c1 = fma(x, v128.load(b, 16), c1);
    c2 = fma(x, v128.load(b, 32), c2);
    c3 = fma(x, v128.load(b, 48), c3);
    c4 = fma(x, v128.load(b, 64), c4);
    c5 = fma(x, v128.load(b, 80), c5);
    c6 = fma(x, v128.load(b, 96), c6);
    c7 = fma(x, v128.load(b, 112), c7);
    b += stepB;
  }
  put(c, c0, accumulate);
  put(c + 16, c1, accumulate);
  put(c + 32, c2, accumulate);
  put(c + 48, c3, accumulate);
  put(c + 64, c4, accumulate);
  put(c + 80, c5, accumulate);
  put(c + 96, c6, accumulate);
  put(c + 112, c7, accumulate);
}
