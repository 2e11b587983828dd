import { tileHeight } from './blocks';
import { fma, get, put } from './lanes';
import { packHalf, packTransposedB } from './pack';

/*
 * Products of few rows with a w that is packed once for many of them, as those of whole sequences are: c += a w, with w in panels of
 * two registers' columns, to[panel][l][8]. Two gates share a panel where a cell has several: four units' i and f, then their g and
 * o. So the gates of a few units are complete, and still in the first-level cache, when the panels of these units are done.
 *
 * Sums run in the order of l, and every `depthBlock` of them goes to c, so that the bits of a row depend on no other.
 */

/** Products that a tile sums before they go to c: a panel (8 KiB) stays in the first-level cache. */
const depthBlock: usize = 256;

/** How a cell's gates lie in panels and in c. Gates lie `units` apart in c; with one gate, a panel holds eight units. */
@inline
function panelUnits(gates: usize): usize {
  return gates == 1 ? 8 : 4;
}

/** Panels for the same units. */
@inline
function panelsAbreast(gates: usize): usize {
  return (gates + 1) >> 1;
}

/** Bytes of all panels of w[k, gates * units] with 1, 2 or 4 gates. */
@inline
export function panelsBytes(gates: usize, units: usize, k: usize): usize {
  return ((units + panelUnits(gates) - 1) / panelUnits(gates)) * panelsAbreast(gates) * (k << 5);
}

/** Packs w = weight' for weight[gates * units, k]; columns beyond the last unit are zero. */
export function packPanels(gates: usize, units: usize, k: usize, weight: usize, to: usize): void {
  const bytes = k << 2;
  if (gates == 1) {
    packTransposedB(k, units, weight, bytes, to);
    return;
  }
  for (let first: usize = 0; first < units; first += 4) {
    for (let gate: usize = 0; gate < gates; gate += 2, to += k << 5) {
      const row = gate * units + first;
      packHalf(units - first, k, weight + row * bytes, bytes, to);
      packHalf(units - first, k, weight + (row + units) * bytes, bytes, to + 16);
    }
  }
}

/** One register of c, of which `rest` units are left. */
@inline
function add(c: usize, sum: v128, rest: isize): void {
  if (rest >= 4) v128.store(c, f32x4.add(v128.load(c), sum));
  else if (rest > 0) put(c, f32x4.add(get(c, rest), sum), rest);
}

/**
 * c[rows, panel] += a[rows, k] w; `rows` (1 to 6) is a constant at each call, and what it excludes is not compiled. The second
 * register of c lies `apart` bytes behind the first; of the units of each, `rest` and `restApart` are left.
 */
@inline
function tile(
  rows: usize,
  k: usize,
  a: usize,
  lda: usize,
  b: usize,
  c: usize,
  ldc: usize,
  apart: usize,
  rest: isize,
  restApart: isize,
): void {
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
  let a1 = a + lda;
  let a2 = a1 + lda;
  let a3 = a2 + lda;
  let a4 = a3 + lda;
  let a5 = a4 + lda;
  for (const end = b + (k << 5); b < end; b += 32) {
    const b0 = v128.load(b);
    const b1 = v128.load(b, 16);
    let x = v128.load32_splat(a);
    c00 = fma(x, b0, c00);
    c01 = fma(x, b1, c01);
    a += 4;
    if (rows > 1) {
      x = v128.load32_splat(a1);
      c10 = fma(x, b0, c10);
      c11 = fma(x, b1, c11);
      a1 += 4;
    }
    if (rows > 2) {
      x = v128.load32_splat(a2);
      c20 = fma(x, b0, c20);
      c21 = fma(x, b1, c21);
      a2 += 4;
    }
    if (rows > 3) {
      x = v128.load32_splat(a3);
      c30 = fma(x, b0, c30);
      c31 = fma(x, b1, c31);
      a3 += 4;
    }
    if (rows > 4) {
      x = v128.load32_splat(a4);
      c40 = fma(x, b0, c40);
      c41 = fma(x, b1, c41);
      a4 += 4;
    }
    if (rows > 5) {
      x = v128.load32_splat(a5);
      c50 = fma(x, b0, c50);
      c51 = fma(x, b1, c51);
      a5 += 4;
    }
  }
  add(c, c00, rest);
  add(c + apart, c01, restApart);
  if (rows > 1) {
    c += ldc;
    add(c, c10, rest);
    add(c + apart, c11, restApart);
  }
  if (rows > 2) {
    c += ldc;
    add(c, c20, rest);
    add(c + apart, c21, restApart);
  }
  if (rows > 3) {
    c += ldc;
    add(c, c30, rest);
    add(c + apart, c31, restApart);
  }
  if (rows > 4) {
    c += ldc;
    add(c, c40, rest);
    add(c + apart, c41, restApart);
  }
  if (rows > 5) {
    c += ldc;
    add(c, c50, rest);
    add(c + apart, c51, restApart);
  }
}

function tile6(
  k: usize,
  a: usize,
  lda: usize,
  b: usize,
  c: usize,
  ldc: usize,
  apart: usize,
  rest: isize,
  restApart: isize,
): void {
  tile(6, k, a, lda, b, c, ldc, apart, rest, restApart);
}

function tile5(
  k: usize,
  a: usize,
  lda: usize,
  b: usize,
  c: usize,
  ldc: usize,
  apart: usize,
  rest: isize,
  restApart: isize,
): void {
  tile(5, k, a, lda, b, c, ldc, apart, rest, restApart);
}

function tile4(
  k: usize,
  a: usize,
  lda: usize,
  b: usize,
  c: usize,
  ldc: usize,
  apart: usize,
  rest: isize,
  restApart: isize,
): void {
  tile(4, k, a, lda, b, c, ldc, apart, rest, restApart);
}

function tile3(
  k: usize,
  a: usize,
  lda: usize,
  b: usize,
  c: usize,
  ldc: usize,
  apart: usize,
  rest: isize,
  restApart: isize,
): void {
  tile(3, k, a, lda, b, c, ldc, apart, rest, restApart);
}

function tile2(
  k: usize,
  a: usize,
  lda: usize,
  b: usize,
  c: usize,
  ldc: usize,
  apart: usize,
  rest: isize,
  restApart: isize,
): void {
  tile(2, k, a, lda, b, c, ldc, apart, rest, restApart);
}

function tile1(
  k: usize,
  a: usize,
  lda: usize,
  b: usize,
  c: usize,
  ldc: usize,
  apart: usize,
  rest: isize,
  restApart: isize,
): void {
  tile(1, k, a, lda, b, c, ldc, apart, rest, restApart);
}

/** One row over four panels, `next` bytes apart: as many sums on the way as the latency of an addition asks for. */
function wide(
  k: usize,
  a: usize,
  b: usize,
  next: usize,
  c: usize,
  step1: usize,
  step2: usize,
  step3: usize,
  apart: usize,
): void {
  let c00 = f32x4.splat(0);
  let c01 = c00;
  let c10 = c00;
  let c11 = c00;
  let c20 = c00;
  let c21 = c00;
  let c30 = c00;
  let c31 = c00;
  let b1 = b + next;
  let b2 = b1 + next;
  let b3 = b2 + next;
  for (const end = b + (k << 5); b < end; b += 32) {
    const x = v128.load32_splat(a);
    c00 = fma(x, v128.load(b), c00);
    c01 = fma(x, v128.load(b, 16), c01);
    c10 = fma(x, v128.load(b1), c10);
    c11 = fma(x, v128.load(b1, 16), c11);
    c20 = fma(x, v128.load(b2), c20);
    c21 = fma(x, v128.load(b2, 16), c21);
    c30 = fma(x, v128.load(b3), c30);
    c31 = fma(x, v128.load(b3, 16), c31);
    a += 4;
    b1 += 32;
    b2 += 32;
    b3 += 32;
  }
  add(c, c00, 4);
  add(c + apart, c01, 4);
  add(c + step1, c10, 4);
  add(c + step1 + apart, c11, 4);
  add(c + step2, c20, 4);
  add(c + step2 + apart, c21, 4);
  add(c + step3, c30, 4);
  add(c + step3 + apart, c31, 4);
}

/** One panel for all rows. Distances between rows are in bytes. */
function multiplyPanel(
  rows: usize,
  k: usize,
  a: usize,
  lda: usize,
  panel: usize,
  c: usize,
  ldc: usize,
  apart: usize,
  rest: isize,
  restApart: isize,
): void {
  for (let l: usize = 0; l < k; l += depthBlock) {
    const depth = min(depthBlock, k - l);
    let x = a + (l << 2);
    let at = c;
    for (let left = rows; left > 0; ) {
      const height = tileHeight(left);
      if (height == 6) tile6(depth, x, lda, panel, at, ldc, apart, rest, restApart);
      else if (height == 5) tile5(depth, x, lda, panel, at, ldc, apart, rest, restApart);
      else if (height == 4) tile4(depth, x, lda, panel, at, ldc, apart, rest, restApart);
      else if (height == 3) tile3(depth, x, lda, panel, at, ldc, apart, rest, restApart);
      else if (height == 2) tile2(depth, x, lda, panel, at, ldc, apart, rest, restApart);
      else tile1(depth, x, lda, panel, at, ldc, apart, rest, restApart);
      x += height * lda;
      at += height * ldc;
      left -= height;
    }
    panel += depth << 5;
  }
}

/** Four panels for one row, each with all its units. */
function multiplyWide(gates: usize, k: usize, a: usize, panel: usize, c: usize, distance: usize): void {
  const several = gates > 1;
  const step1 = gates == 4 ? 2 * distance : several ? 16 : 32;
  const step2 = gates == 4 ? 16 : 2 * step1;
  for (let l: usize = 0; l < k; l += depthBlock) {
    const depth = min(depthBlock, k - l);
    wide(depth, a + (l << 2), panel + (l << 5), k << 5, c, step1, step2, step1 + step2, several ? distance : 16);
  }
}

/**
 * c[rows, units `from` to `to`] += a[rows, k] w for 1, 2 or 4 gates; `from` is a multiple of eight. Distances between rows are in
 * bytes, gates lie `units` apart.
 */
@inline
export function multiplyPanels(
  rows: usize,
  k: usize,
  a: usize,
  lda: usize,
  packed: usize,
  gates: usize,
  units: usize,
  from: usize,
  to: usize,
  c: usize,
  ldc: usize,
): void {
  const width = panelUnits(gates);
  const abreast = panelsAbreast(gates);
  const distance = units << 2;
  let panel = packed + (from / width) * abreast * (k << 5);
  let unit = from;
  if (rows == 1) {
    const together = (width << 2) / abreast;
    for (; unit + together <= to; unit += together, panel += k << 7) {
      multiplyWide(gates, k, a, panel, c + (unit << 2), distance);
    }
  }
  for (; unit < to; unit += width) {
    const rest: isize = units - unit;
    for (let gate: usize = 0; gate < gates; gate += 2, panel += k << 5) {
      const at = c + (unit << 2) + gate * distance;
      if (gates > 1) multiplyPanel(rows, k, a, lda, panel, at, ldc, distance, rest, rest);
      else multiplyPanel(rows, k, a, lda, panel, at, ldc, 16, rest, rest - 4);
    }
  }
}

export function packWeight(outputs: usize, inputs: usize, weight: usize, packed: usize): void {
  packPanels(1, outputs, inputs, weight, packed);
}

export function multiplyPacked(
  rows: usize,
  outputs: usize,
  inputs: usize,
  x: usize,
  packed: usize,
  out: usize,
): void {
  multiplyPanels(rows, inputs, x, inputs << 2, packed, 1, outputs, 0, outputs, out, outputs << 2);
}
