import { productTile, sequenceTile } from './accelerated';
import { type CompiledName, firstRowAt, rowsAt } from './compiled';

/** Arguments of a compiled kernel. Booleans become 0 and 1 on their way to other threads. */
export type Arguments = number[];

/**
 * How the work of a kernel is cut into parts that threads do side by side. Every element of the output belongs to one part, and
 * its bits do not depend on where the cuts are.
 */
export interface Split {
  /** How many rows, columns or elements there are to share out. */
  readonly length: (call: Readonly<Arguments>) => number;
  /** Cuts lie at multiples of this. */
  readonly grain: number;
  /** The same where a library does the products, which gives the same bits to the same tiles only. */
  readonly tile?: number;
  /** About how many nanoseconds the whole takes on one core. */
  readonly cost: (call: Readonly<Arguments>) => number;
  /** Turns the call for the whole into that for `count` of them, beginning with `from`. */
  readonly cut: (call: Arguments, from: number, count: number) => void;
  /** The last argument is the thread's own work space. */
  readonly work?: true;
  /** It moves numbers more than it computes: from one core's cache to another's, which eats up most of what threads win. */
  readonly moves?: true;
  /** A thread gets several parts only where they are no smaller than this. */
  readonly least?: number;
  /** The parts' results are summed, in the order of the parts; their size depends on the length alone. */
  readonly sums?: true;
}

const bytes = 4;

/** Elements that depend on nothing but themselves: `count` comes first, arrays stand at `pointers`. */
function elements(pointers: readonly number[], nanoseconds: number): Split {
  return {
    length: (call) => call[0],
    grain: 16,
    cost: (call) => call[0] * nanoseconds,
    cut(call, from, count) {
      call[0] = count;
      for (const at of pointers) call[at] += from * bytes;
    },
  };
}

/** Rows that depend on nothing but themselves: `rows, columns` come first; `pointers` gives elements a row in units of columns,
 * `perRow` without. */
function rows(
  pointers: Readonly<Record<number, number>>,
  nanoseconds: number,
  perRow: Readonly<Record<number, number>> = {},
): Split {
  const narrow = Object.entries(perRow).map(([at, size]) => [Number(at), size] as const);
  const wide = Object.entries(pointers).map(([at, width]) => [Number(at), width] as const);
  return {
    length: (call) => call[0],
    grain: 1,
    cost: (call) => call[0] * call[1] * nanoseconds,
    cut(call, from, count) {
      call[0] = count;
      for (const [at, width] of wide) call[at] += from * width * call[1] * bytes;
      for (const [at, size] of narrow) call[at] += from * size * bytes;
    },
  };
}

const sum: Split = { ...elements([1], 0.2), sums: true };
const map = (nanoseconds: number): Split => elements([1, 2], nanoseconds);
const slope: Split = elements([1, 2, 3, 4], 0.4);

/** Columns where there are more of them than rows: each part packs the whole of the other operand, so it is not to be small. */
const matmul: Split = {
  length: ([m, n]) => Math.max(m, n),
  grain: 8,
  least: 128,
  tile: productTile,
  cost: ([m, n, k]) => m * n * k * 0.045,
  cut(call, from, count) {
    const [m, n, , , lda, transposeA, , ldb, transposeB, , ldc] = call;
    if (n >= m) {
      call[1] = count;
      call[6] += from * (transposeB ? ldb : 1) * bytes;
      call[9] += from * bytes;
    } else {
      call[0] = count;
      call[3] += from * (transposeA ? 1 : lda) * bytes;
      call[9] += from * ldc * bytes;
    }
  },
  work: true,
};

/** Rows of the batch, which go through time apart. Each part reads all weights: the fewer parts the better. */
const sequence = (gates: number): Split => ({
  length: (call) => call[rowsAt],
  grain: 1,
  tile: sequenceTile,
  cost: ([time, , units, , , batch]) => time * batch * gates * units * (units * 0.045 + 2),
  cut(call, from, count) {
    call[firstRowAt] += from;
    call[rowsAt] = count;
  },
  least: Infinity,
});

/** Every kernel; those without an entry are done by one thread. */
export const splits: Readonly<Record<CompiledName, Split | undefined>> = {
  fill: { ...elements([2], 0.05), moves: true },
  copy: { ...elements([1, 2], 0.08), moves: true },
  copyRows: {
    ...rows({}, 0.15),
    moves: true,
    cut(call, from, count) {
      call[0] = count;
      call[2] += from * call[3] * bytes;
      call[4] += from * call[5] * bytes;
    },
  },
  add: elements([1, 2, 3], 0.1),
  subtract: elements([1, 2, 3], 0.1),
  multiply: elements([1, 2, 3], 0.1),
  multiplyAdd: elements([1, 2, 3], 0.12),
  scale: elements([2, 3], 0.08),
  axpy: elements([2, 3], 0.1),
  addBias: rows({ 2: 1, 4: 1 }, 0.1),
  sumRows: {
    length: (call) => call[1],
    // A cache line.
    grain: 16,
    cost: (call) => call[0] * call[1] * 0.3,
    cut(call, from, count) {
      call[1] = count;
      call[2] += from * bytes;
      call[4] += from * bytes;
    },
  },
  sum,
  sumOfSquares: sum,
  sigmoidForward: map(0.8),
  tanhForward: map(0.8),
  reluForward: map(0.15),
  expForward: map(0.6),
  logForward: map(0.8),
  sigmoidBackward: slope,
  tanhBackward: slope,
  reluBackward: slope,
  expBackward: slope,
  logBackward: slope,
  matmul,
  matmulBatch: {
    length: (call) => call[0],
    grain: 1,
    cost: ([count, , , , m, n, k]) => count * (m * n * k * 0.045 + 100),
    cut(call, from, count) {
      call[0] = count;
      call[7] += from * call[1] * bytes;
      call[10] += from * call[2] * bytes;
      call[13] += from * call[3] * bytes;
    },
    work: true,
  },
  gatherRows: { ...rows({ 4: 1 }, 0.15, { 3: 1 }), moves: true },
  // By columns: two rows may go to the same place.
  scatterAddRows: {
    moves: true,
    length: (call) => call[1],
    grain: 16,
    cost: (call) => call[0] * call[1] * 0.3,
    cut(call, from, count) {
      call[1] = count;
      call[2] += from * bytes;
      call[4] += from * bytes;
    },
  },
  softmax: rows({ 2: 1, 3: 1 }, 1),
  // By steps of time: a row's place in one says to which sequence it belongs.
  maskedSoftmax: {
    length: ([count, , , , batch, heads]) => count / (batch * heads),
    grain: 1,
    cost: (call) => call[0] * call[1] * 2,
    cut(call, from, count) {
      const perStep = call[4] * call[5];
      call[0] = count * perStep;
      call[2] += from * perStep * call[1] * bytes;
      call[6] += from * perStep * call[1] * bytes;
    },
  },
  softmaxBackward: rows({ 2: 1, 3: 1, 4: 1 }, 0.3),
  additiveScores: {
    length: (call) => call[0],
    grain: 1,
    cost: ([time, batch, source, units]) => time * batch * source * units,
    cut(call, from, count) {
      const [, batch, source, units] = call;
      call[0] = count;
      call[4] += from * batch * units * bytes;
      call[7] += from * batch * source * bytes;
    },
  },
  // By units: all steps add to the gradients of one key.
  additiveScoresBackward: {
    length: (call) => call[3],
    grain: 16,
    cost: ([time, batch, source, units]) => time * batch * source * units * 1.5,
    cut(call, from, count) {
      call[3] = count;
      for (const at of [4, 5, 6, 8, 9, 10]) call[at] += from * bytes;
    },
  },
  layerNorm: rows({ 3: 1, 6: 1 }, 1, { 7: 2 }),
  layerNormBackward: rows({ 2: 1, 5: 1, 6: 1 }, 1, { 4: 2 }),
  layerNormWeightBackward: {
    length: (call) => call[1],
    grain: 16,
    cost: (call) => call[0] * call[1],
    cut(call, from, count) {
      call[1] = count;
      for (const at of [2, 4, 5, 6]) call[at] += from * bytes;
    },
  },
  crossEntropy: rows({ 2: 1, 6: 1 }, 0.8, { 3: 1, 4: 1, 7: 1 }),
  lstmForward: rows({ 2: 4, 3: 1, 4: 1, 5: 1 }, 5),
  lstmBackward: rows({ 2: 4, 3: 1, 4: 1, 5: 1, 6: 1, 7: 4 }, 3),
  gruForward: rows({ 2: 3, 3: 1, 4: 1, 5: 1 }, 3),
  gruBackward: rows({ 2: 3, 3: 1, 4: 1, 5: 1, 6: 3, 7: 1, 8: 1 }, 2),
  // Its output is read by all parts of the sequence that it is for; it takes little of the time of that.
  packRecurrent: undefined,
  packWeight: undefined,
  // By rows, of which there is usually one: whoever packs a weight reads one token after the other.
  multiplyPacked: {
    length: (call) => call[0],
    grain: 1,
    cost: ([count, outputs, inputs]) => count * outputs * inputs * 0.045,
    cut(call, from, count) {
      const [, outputs, inputs] = call;
      call[0] = count;
      call[3] += from * inputs * bytes;
      call[5] += from * outputs * bytes;
    },
  },
  elmanSequenceForward: sequence(1),
  elmanSequenceBackward: sequence(1),
  lstmSequenceForward: sequence(4),
  lstmSequenceBackward: sequence(4),
  gruSequenceForward: sequence(3),
  gruSequenceBackward: sequence(3),
  dropoutMask: {
    ...elements([5], 3),
    cut(call, from, count) {
      call[0] = count;
      call[5] += from * bytes;
      call[6] += from;
    },
  },
  clampAbsolute: elements([2], 0.15),
  sgd: elements([1, 2, 3], 0.4),
  rmsprop: elements([1, 2, 3, 4], 0.6),
  adam: elements([1, 2, 3, 4], 0.6),
};

/** Kernels have numbers among threads. */
export const kernelNames = Object.keys(splits) as readonly CompiledName[];
