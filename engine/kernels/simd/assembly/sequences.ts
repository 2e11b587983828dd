import { add, reluForward, tanhForward } from './elementwise';
import { packB } from './pack';
import { multiplyPanels, packPanels, panelsBytes } from './panels';
import { elmanSlopes, gruBackward, gruUnits, lstmBackward, lstmUnits } from './recurrent';

/*
 * Whole sequences: the time loop, with one product and one pointwise part a step. Pointers are those of whole blocks
 * [time, batch, columns]; `first` and `rows` name the rows of the batch.
 */

/** Units whose gates are completed before their pointwise part runs: their gates of some dozen rows fit into the first-level cache. */
const unitBlock: usize = 32;

export function packRecurrent(
  gates: usize,
  units: usize,
  batch: usize,
  weight: usize,
  back: bool,
  packed: usize,
): void {
  if (back) {
    packB(gates == 3 ? 2 * units : gates * units, units, weight, units << 2, packed);
    if (gates == 3) {
      packB(units, units, weight + 2 * units * (units << 2), units << 2, packed + panelsBytes(1, units, 2 * units));
    }
  } else {
    packPanels(gates == 3 ? 2 : gates, units, units, weight, packed);
    if (gates == 3) {
      packPanels(1, units, units, weight + 2 * units * (units << 2), packed + panelsBytes(2, units, units));
    }
  }
}

/** The step that is read as number `i`. */
@inline
function stepAt(i: usize, time: usize, reverse: bool): usize {
  return reverse ? time - 1 - i : i;
}

/** First row of a step's slab. */
@inline
function slab(block: usize, t: usize, batch: usize, first: usize, columns: usize): usize {
  return block + (t * batch + first) * (columns << 2);
}

/** First row of the state before step `t`, the one read as number `i`. */
@inline
function before(
  block: usize,
  start: usize,
  i: usize,
  t: usize,
  batch: usize,
  first: usize,
  units: usize,
  reverse: bool,
): usize {
  return i == 0 ? start + first * (units << 2) : slab(block, reverse ? t + 1 : t - 1, batch, first, units);
}

/** to[rows, units] = x, or zeros where x is 0. */
@inline
function start(rows: usize, units: usize, x: usize, to: usize): void {
  const bytes = rows * (units << 2);
  if (x) memory.copy(to, x, bytes);
  else memory.fill(to, 0, bytes);
}

/** The gradient from outside that reaches a step, 0 for none. */
@inline
function outside(dy: usize, t: usize, batch: usize, first: usize, units: usize): usize {
  return dy ? slab(dy, t, batch, first, units) : 0;
}

export function elmanSequenceForward(
  time: usize,
  batch: usize,
  units: usize,
  reverse: bool,
  first: usize,
  rows: usize,
  packed: usize,
  relu: bool,
  h0: usize,
  h: usize,
): void {
  const bytes = units << 2;
  for (let i: usize = 0; i < time; i++) {
    const t = stepAt(i, time, reverse);
    const now = slab(h, t, batch, first, units);
    const previous = before(h, h0, i, t, batch, first, units, reverse);
    multiplyPanels(rows, units, previous, bytes, packed, 1, units, 0, units, now, bytes);
    if (relu) reluForward(rows * units, now, now);
    else tanhForward(rows * units, now, now);
  }
}

export function elmanSequenceBackward(
  time: usize,
  batch: usize,
  units: usize,
  reverse: bool,
  first: usize,
  rows: usize,
  packed: usize,
  relu: bool,
  h: usize,
  dy: usize,
  dgates: usize,
  dh: usize,
): void {
  const bytes = units << 2;
  dh += first * bytes;
  let i = time - 1;
  start(rows, units, outside(dy, stepAt(i, time, reverse), batch, first, units), dh);
  for (; ; i--) {
    const t = stepAt(i, time, reverse);
    const d = slab(dgates, t, batch, first, units);
    elmanSlopes(relu, rows * units, slab(h, t, batch, first, units), dh, d);
    start(rows, units, i ? outside(dy, reverse ? t + 1 : t - 1, batch, first, units) : 0, dh);
    multiplyPanels(rows, units, d, bytes, packed, 1, units, 0, units, dh, bytes);
    if (i == 0) return;
  }
}

export function lstmSequenceForward(
  time: usize,
  batch: usize,
  units: usize,
  reverse: bool,
  first: usize,
  rows: usize,
  packed: usize,
  gates: usize,
  h0: usize,
  c0: usize,
  h: usize,
  c: usize,
): void {
  const bytes = units << 2;
  for (let i: usize = 0; i < time; i++) {
    const t = stepAt(i, time, reverse);
    const hPrevious = before(h, h0, i, t, batch, first, units, reverse);
    const cPrevious = before(c, c0, i, t, batch, first, units, reverse);
    const g = slab(gates, t, batch, first, 4 * units);
    const hNow = slab(h, t, batch, first, units);
    const cNow = slab(c, t, batch, first, units);
    for (let from: usize = 0; from < units; from += unitBlock) {
      const to = min(units, from + unitBlock);
      multiplyPanels(rows, units, hPrevious, bytes, packed, 4, units, from, to, g, 4 * bytes);
      lstmUnits(rows, units, from, to, g, cPrevious, cNow, hNow);
    }
  }
}

export function lstmSequenceBackward(
  time: usize,
  batch: usize,
  units: usize,
  reverse: bool,
  first: usize,
  rows: usize,
  packed: usize,
  gates: usize,
  c0: usize,
  c: usize,
  dyh: usize,
  dyc: usize,
  dgates: usize,
  dh: usize,
  dc: usize,
): void {
  const bytes = units << 2;
  dh += first * bytes;
  dc += first * bytes;
  let i = time - 1;
  const last = stepAt(i, time, reverse);
  start(rows, units, outside(dyh, last, batch, first, units), dh);
  start(rows, units, 0, dc);
  for (; ; i--) {
    const t = stepAt(i, time, reverse);
    const d = slab(dgates, t, batch, first, 4 * units);
    const cPrevious = before(c, c0, i, t, batch, first, units, reverse);
    if (dyc) add(rows * units, slab(dyc, t, batch, first, units), dc, dc);
    lstmBackward(
      rows,
      units,
      slab(gates, t, batch, first, 4 * units),
      cPrevious,
      slab(c, t, batch, first, units),
      dh,
      dc,
      d,
    );
    start(rows, units, i ? outside(dyh, reverse ? t + 1 : t - 1, batch, first, units) : 0, dh);
    multiplyPanels(rows, 4 * units, d, 4 * bytes, packed, 1, units, 0, units, dh, bytes);
    if (i == 0) return;
  }
}

export function gruSequenceForward(
  time: usize,
  batch: usize,
  units: usize,
  reverse: bool,
  first: usize,
  rows: usize,
  packed: usize,
  biasCandidate: usize,
  gates: usize,
  candidate: usize,
  h0: usize,
  h: usize,
): void {
  const bytes = units << 2;
  const packedCandidate = packed + panelsBytes(2, units, units);
  for (let i: usize = 0; i < time; i++) {
    const t = stepAt(i, time, reverse);
    const previous = before(h, h0, i, t, batch, first, units, reverse);
    const g = slab(gates, t, batch, first, 3 * units);
    const n = slab(candidate, t, batch, first, units);
    for (let row: usize = 0; row < rows; row++) memory.copy(n + row * bytes, biasCandidate, bytes);
    const now = slab(h, t, batch, first, units);
    for (let from: usize = 0; from < units; from += unitBlock) {
      const to = min(units, from + unitBlock);
      multiplyPanels(rows, units, previous, bytes, packed, 2, units, from, to, g, 3 * bytes);
      multiplyPanels(rows, units, previous, bytes, packedCandidate, 1, units, from, to, n, bytes);
      gruUnits(rows, units, from, to, g, n, previous, now);
    }
  }
}

export function gruSequenceBackward(
  time: usize,
  batch: usize,
  units: usize,
  reverse: bool,
  first: usize,
  rows: usize,
  packed: usize,
  gates: usize,
  candidate: usize,
  h0: usize,
  h: usize,
  dy: usize,
  dgates: usize,
  dcandidate: usize,
  dh: usize,
): void {
  const bytes = units << 2;
  const packedCandidate = packed + panelsBytes(1, units, 2 * units);
  dh += first * bytes;
  let i = time - 1;
  start(rows, units, outside(dy, stepAt(i, time, reverse), batch, first, units), dh);
  for (; ; i--) {
    const t = stepAt(i, time, reverse);
    const previous = before(h, h0, i, t, batch, first, units, reverse);
    const g = slab(gates, t, batch, first, 3 * units);
    const d = slab(dgates, t, batch, first, 3 * units);
    const n = slab(dcandidate, t, batch, first, units);
    gruBackward(rows, units, g, slab(candidate, t, batch, first, units), previous, dh, d, n, dh);
    if (i && dy) add(rows * units, outside(dy, reverse ? t + 1 : t - 1, batch, first, units), dh, dh);
    multiplyPanels(rows, 2 * units, d, 3 * bytes, packed, 1, units, 0, units, dh, bytes);
    multiplyPanels(rows, units, n, bytes, packedCandidate, 1, units, 0, units, dh, bytes);
    if (i == 0) return;
  }
}
