import { blockSize } from './blocks';
import { fma, get, put } from './lanes';

/*
 * The recurrent products of whole sequences: c += a w, few rows with a w that is packed once a sequence in panels of four
 * registers' columns, to[panel][l][16]. The columns of a panel belong to `gates` (1, 2 or 4) gates of the same units, so that
 * the gates of a few units are complete, and still in the first-level cache, when the panel is done.
 */

/** Rows of the highest tile whose sums and operands fit into sixteen registers; a product and a sum apart need more. */
const highestTile: usize = ASC_FEATURE_RELAXED_SIMD ? 3 : 2;

/** Products that a tile sums before they go to c: a panel (16 KiB) stays in the first-level cache. */
const depthBlock: usize = 256;

/** Units of a panel. */
@inline
export function panelUnits(gates: usize): usize {
  return 16 / gates;
}

/** Bytes of all panels. */
@inline
export function panelsBytes(gates: usize, units: usize, k: usize): usize {
  return ((units + panelUnits(gates) - 1) / panelUnits(gates)) * (k << 6);
}

/** Packs w = weight' for weight[gates * units, k]; columns beyond the last unit are zero. */
export function packPanels(gates: usize, units: usize, k: usize, weight: usize, to: usize): void {
  const width = panelUnits(gates);
  for (let first: usize = 0; first < units; first += width) {
    for (let gate: usize = 0; gate < gates; gate++) {
      for (let unit = first; unit < first + width; unit++, to += 4) {
        let out = to;
        if (unit < units) {
          let x = weight + (gate * units + unit) * (k << 2);
          for (const end = x + (k << 2); x < end; x += 4, out += 64) store<f32>(out, load<f32>(x));
        } else {
          for (const end = to + (k << 6); out < end; out += 64) store<f32>(out, 0);
        }
      }
    }
    to += (k << 6) - 64;
  }
}

/** Packs w[k, columns] as it lies, in panels of one gate. */
export function packPanelsBack(k: usize, columns: usize, weight: usize, to: usize): void {
  for (let first: usize = 0; first < columns; first += 16) {
    let x = weight + (first << 2);
    const rest = columns - first;
    for (const end = to + (k << 6); to < end; to += 64, x += columns << 2) {
      v128.store(to, get(x, rest));
      for (let lane: usize = 4; lane < 16; lane += 4) {
        v128.store(to + (lane << 2), lane < rest ? get(x + (lane << 2), rest - lane) : f32x4.splat(0));
      }
    }
  }
}

@inline
function addPart(c: usize, sum: v128, rest: isize): void {
  if (rest > 0) put(c, f32x4.add(get(c, rest), sum), rest);
}

@inline
function addWhole(c: usize, sum: v128): void {
  v128.store(c, f32x4.add(v128.load(c), sum));
}

/** Adds a row of a panel to c, whose gates lie `distance` bytes apart; `rest` units are left, this panel's included. */
@inline
function addRow(gates: usize, c: usize, distance: usize, rest: isize, s0: v128, s1: v128, s2: v128, s3: v128): void {
  if (gates == 4) {
    addPart(c, s0, rest);
    addPart(c + distance, s1, rest);
    addPart(c + 2 * distance, s2, rest);
    addPart(c + 3 * distance, s3, rest);
  } else if (gates == 2) {
    addPart(c, s0, rest);
    addPart(c + 16, s1, rest - 4);
    addPart(c + distance, s2, rest);
    addPart(c + distance + 16, s3, rest - 4);
  } else if (rest >= 16) {
    addWhole(c, s0);
    addWhole(c + 16, s1);
    addWhole(c + 32, s2);
    addWhole(c + 48, s3);
  } else {
    addPart(c, s0, rest);
    addPart(c + 16, s1, rest - 4);
    addPart(c + 32, s2, rest - 8);
    addPart(c + 48, s3, rest - 12);
  }
}

function tile3(
  k: usize,
  a: usize,
  lda: usize,
  b: usize,
  gates: usize,
  c: usize,
  ldc: usize,
  distance: usize,
  rest: isize,
): void {
  let c00 = f32x4.splat(0);
  let c01 = c00;
  let c02 = c00;
  let c03 = c00;
  let c10 = c00;
  let c11 = c00;
  let c12 = c00;
  let c13 = c00;
  let c20 = c00;
  let c21 = c00;
  let c22 = c00;
  let c23 = c00;
  let a1 = a + lda;
  let a2 = a1 + lda;
  for (const end = b + (k << 6); b < end; b += 64) {
    const x0 = v128.load32_splat(a);
    const x1 = v128.load32_splat(a1);
    const x2 = v128.load32_splat(a2);
    let y = v128.load(b);
    c00 = fma(x0, y, c00);
    c10 = fma(x1, y, c10);
    c20 = fma(x2, y, c20);
    y = v128.load(b, 16);
    c01 = fma(x0, y, c01);
    c11 = fma(x1, y, c11);
    c21 = fma(x2, y, c21);
    y = v128.load(b, 32);
    c02 = fma(x0, y, c02);
    c12 = fma(x1, y, c12);
    c22 = fma(x2, y, c22);
    y = v128.load(b, 48);
    c03 = fma(x0, y, c03);
    c13 = fma(x1, y, c13);
    c23 = fma(x2, y, c23);
    a += 4;
    a1 += 4;
    a2 += 4;
  }
  addRow(gates, c, distance, rest, c00, c01, c02, c03);
  addRow(gates, c + ldc, distance, rest, c10, c11, c12, c13);
  addRow(gates, c + 2 * ldc, distance, rest, c20, c21, c22, c23);
}

function tile2(
  k: usize,
  a: usize,
  lda: usize,
  b: usize,
  gates: usize,
  c: usize,
  ldc: usize,
  distance: usize,
  rest: isize,
): void {
  let c00 = f32x4.splat(0);
  let c01 = c00;
  let c02 = c00;
  let c03 = c00;
  let c10 = c00;
  let c11 = c00;
  let c12 = c00;
  let c13 = c00;
  let a1 = a + lda;
  for (const end = b + (k << 6); b < end; b += 64) {
    const x0 = v128.load32_splat(a);
    const x1 = v128.load32_splat(a1);
    let y = v128.load(b);
    c00 = fma(x0, y, c00);
    c10 = fma(x1, y, c10);
    y = v128.load(b, 16);
    c01 = fma(x0, y, c01);
    c11 = fma(x1, y, c11);
    y = v128.load(b, 32);
    c02 = fma(x0, y, c02);
    c12 = fma(x1, y, c12);
    y = v128.load(b, 48);
    c03 = fma(x0, y, c03);
    c13 = fma(x1, y, c13);
    a += 4;
    a1 += 4;
  }
  addRow(gates, c, distance, rest, c00, c01, c02, c03);
  addRow(gates, c + ldc, distance, rest, c10, c11, c12, c13);
}

function tile1(k: usize, a: usize, b: usize, gates: usize, c: usize, distance: usize, rest: isize): void {
  let c0 = f32x4.splat(0);
  let c1 = c0;
  let c2 = c0;
  let c3 = c0;
  for (const end = b + (k << 6); b < end; b += 64) {
    const x = v128.load32_splat(a);
    c0 = fma(x, v128.load(b), c0);
    c1 = fma(x, v128.load(b, 16), c1);
    c2 = fma(x, v128.load(b, 32), c2);
    c3 = fma(x, v128.load(b, 48), c3);
    a += 4;
  }
  addRow(gates, c, distance, rest, c0, c1, c2, c3);
}

/** One row over two panels, `next` bytes apart: as many sums on the way as the latency of an addition asks for. */
function tile1x2(
  k: usize,
  a: usize,
  b: usize,
  next: usize,
  gates: usize,
  c: usize,
  distance: usize,
  rest: isize,
): void {
  let c0 = f32x4.splat(0);
  let c1 = c0;
  let c2 = c0;
  let c3 = c0;
  let d0 = c0;
  let d1 = c0;
  let d2 = c0;
  let d3 = c0;
  let b1 = b + next;
  for (const end = b + (k << 6); b < end; b += 64) {
    const x = v128.load32_splat(a);
    c0 = fma(x, v128.load(b), c0);
    c1 = fma(x, v128.load(b, 16), c1);
    c2 = fma(x, v128.load(b, 32), c2);
    c3 = fma(x, v128.load(b, 48), c3);
    d0 = fma(x, v128.load(b1), d0);
    d1 = fma(x, v128.load(b1, 16), d1);
    d2 = fma(x, v128.load(b1, 32), d2);
    d3 = fma(x, v128.load(b1, 48), d3);
    b1 += 64;
    a += 4;
  }
  addRow(gates, c, distance, rest, c0, c1, c2, c3);
  const width = panelUnits(gates);
  addRow(gates, c + (width << 2), distance, rest - width, d0, d1, d2, d3);
}

/** One panel: c[rows, panel] += a[rows, k] w. Distances between rows are in bytes. */
function multiplyPanel(
  rows: usize,
  k: usize,
  a: usize,
  lda: usize,
  panel: usize,
  gates: usize,
  c: usize,
  ldc: usize,
  distance: usize,
  rest: isize,
): void {
  for (let l: usize = 0; l < k; l += depthBlock) {
    const depth = min(depthBlock, k - l);
    let x = a + (l << 2);
    let at = c;
    for (let left = rows; left > 0; ) {
      const height = blockSize(left, highestTile);
      if (height == 3) tile3(depth, x, lda, panel, gates, at, ldc, distance, rest);
      else if (height == 2) tile2(depth, x, lda, panel, gates, at, ldc, distance, rest);
      else tile1(depth, x, panel, gates, at, distance, rest);
      x += height * lda;
      at += height * ldc;
      left -= height;
    }
    panel += depth << 6;
  }
}

/**
 * c[rows, units `from` to `to`] += a[rows, k] w for the gates of whole panels (two at a time for one row). Distances between rows
 * are in bytes; gates lie `units` apart. The bits of a row do not depend on the others.
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
  const step = k << 6;
  let panel = packed + (from / width) * step;
  let unit = from;
  if (rows == 1) {
    for (; unit + width < to; unit += 2 * width, panel += 2 * step) {
      for (let l: usize = 0; l < k; l += depthBlock) {
        const depth = min(depthBlock, k - l);
        tile1x2(depth, a + (l << 2), panel + (l << 6), step, gates, c + (unit << 2), units << 2, units - unit);
      }
    }
  }
  for (; unit < to; unit += width, panel += step) {
    multiplyPanel(rows, k, a, lda, panel, gates, c + (unit << 2), ldc, units << 2, units - unit);
  }
}
