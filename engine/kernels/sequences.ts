import type { Kernels, SequenceRows } from '../contracts/backend';

type Sequences = Pick<
  Kernels,
  | 'packRecurrent'
  | 'elmanSequenceForward'
  | 'elmanSequenceBackward'
  | 'lstmSequenceForward'
  | 'lstmSequenceBackward'
  | 'gruSequenceForward'
  | 'gruSequenceBackward'
>;

type Primitives = Pick<
  Kernels,
  | 'axpy'
  | 'copy'
  | 'copyRows'
  | 'fill'
  | 'gruBackward'
  | 'gruForward'
  | 'lstmBackward'
  | 'lstmForward'
  | 'matmul'
  | 'unary'
  | 'unaryBackward'
>;

/** Places within one step: `at(block, columns)` is the first row's byte in a block of this step. */
interface Step {
  readonly at: (block: number, columns: number) => number;
  /** State before this step: out of `block`, or out of `start` for the first step that is read. */
  readonly before: (block: number, start: number) => number;
}

/**
 * The whole-sequence kernels as loops over time of the plain ones: what they mean, and what a backend takes whose product is
 * so fast that nothing is won by a loop of its own.
 *
 * @param width bytes of a float
 */
export function sequences(kernels: Primitives, width: number): Sequences {
  /** The steps in reading order. */
  function steps({ time, batch, units, reverse, firstRow }: SequenceRows): Step[] {
    return Array.from({ length: time }, (_, i) => {
      const t = reverse ? time - 1 - i : i;
      const at = (block: number, columns: number) => block + (t * batch + firstRow) * columns * width;
      const slab = batch * units * width;
      return {
        at,
        before: (block, start) =>
          i === 0 ? start + firstRow * units * width : at(block, units) + (reverse ? slab : -slab),
      };
    });
  }

  /** c += a op(w), `a` and `c` with rows one behind the other; w `[n, k]` transposed, or `[k, n]`. */
  function addProduct(
    m: number,
    n: number,
    k: number,
    a: number,
    lda: number,
    w: number,
    forward: boolean,
    c: number,
    ldc: number,
  ) {
    const ldb = forward ? k : n;
    kernels.matmul({ m, n, k, a, lda, transposeA: false, b: w, ldb, transposeB: forward, c, ldc, accumulate: true });
  }

  return {
    packRecurrent(gates, units, _batch, weight, _back, packed) {
      kernels.copy(gates * units * units, weight, packed);
    },

    elmanSequenceForward(call) {
      const { rows, units, packed, activation, h0, h } = call;
      for (const { at, before } of steps(call)) {
        const now = at(h, units);
        addProduct(rows, units, units, before(h, h0), units, packed, true, now, units);
        kernels.unary(activation, rows * units, now, now);
      }
    },
    elmanSequenceBackward(call) {
      const { rows, units, packed, activation, h, dy, dgates, dh } = call;
      const size = rows * units;
      const running = dh + call.firstRow * units * width;
      kernels.fill(size, 0, running);
      for (const { at } of steps(call).toReversed()) {
        if (dy !== 0) kernels.axpy(size, 1, at(dy, units), running);
        const d = at(dgates, units);
        kernels.fill(size, 0, d);
        kernels.unaryBackward(activation, size, at(h, units), at(h, units), running, d);
        kernels.fill(size, 0, running);
        addProduct(rows, units, units, d, units, packed, false, running, units);
      }
    },

    lstmSequenceForward(call) {
      const { rows, units, packed, gates, h0, c0, h, c } = call;
      for (const { at, before } of steps(call)) {
        const g = at(gates, 4 * units);
        addProduct(rows, 4 * units, units, before(h, h0), units, packed, true, g, 4 * units);
        kernels.lstmForward(rows, units, g, before(c, c0), at(c, units), at(h, units));
      }
    },
    lstmSequenceBackward(call) {
      const { rows, units, firstRow, packed, gates, c0, c, dyh, dyc, dgates, dh, dc } = call;
      const size = rows * units;
      const runningH = dh + firstRow * units * width;
      const runningC = dc + firstRow * units * width;
      kernels.fill(size, 0, runningH);
      kernels.fill(size, 0, runningC);
      for (const { at, before } of steps(call).toReversed()) {
        if (dyh !== 0) kernels.axpy(size, 1, at(dyh, units), runningH);
        if (dyc !== 0) kernels.axpy(size, 1, at(dyc, units), runningC);
        const d = at(dgates, 4 * units);
        kernels.lstmBackward(rows, units, at(gates, 4 * units), before(c, c0), at(c, units), runningH, runningC, d);
        kernels.fill(size, 0, runningH);
        addProduct(rows, units, 4 * units, d, 4 * units, packed, false, runningH, units);
      }
    },

    gruSequenceForward(call) {
      const { rows, units, packed, biasCandidate, gates, candidate, h0, h } = call;
      const candidateWeight = packed + 2 * units * units * width;
      for (const { at, before } of steps(call)) {
        const g = at(gates, 3 * units);
        const n = at(candidate, units);
        addProduct(rows, 2 * units, units, before(h, h0), units, packed, true, g, 3 * units);
        kernels.copyRows(rows, units, biasCandidate, 0, n, units, false);
        addProduct(rows, units, units, before(h, h0), units, candidateWeight, true, n, units);
        kernels.gruForward(rows, units, g, n, before(h, h0), at(h, units));
      }
    },
    gruSequenceBackward(call) {
      const { rows, units, packed, gates, candidate, h0, h, dy, dgates, dcandidate, dh } = call;
      const size = rows * units;
      const running = dh + call.firstRow * units * width;
      const candidateWeight = packed + 2 * units * units * width;
      kernels.fill(size, 0, running);
      for (const { at, before } of steps(call).toReversed()) {
        if (dy !== 0) kernels.axpy(size, 1, at(dy, units), running);
        const d = at(dgates, 3 * units);
        const n = at(dcandidate, units);
        const [g, part] = [at(gates, 3 * units), at(candidate, units)];
        kernels.gruBackward(rows, units, g, part, before(h, h0), running, d, n, running);
        addProduct(rows, units, 2 * units, d, 3 * units, packed, false, running, units);
        addProduct(rows, units, units, n, units, candidateWeight, false, running, units);
      }
    },
  };
}
