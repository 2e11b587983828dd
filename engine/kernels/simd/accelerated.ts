import type { Kernels, SequenceRows } from '../../contracts/backend';
import { sequences } from '../sequences';
import type { Compiled, SequenceName } from './compiled';
import { kernelsOf } from './kernels';

/** c = op(a) op(b), or c += ..., by a library of the system; arguments as those of the contract's product, in order. */
export type Sgemm = (
  m: number,
  n: number,
  k: number,
  a: number,
  lda: number,
  transposeA: boolean,
  b: number,
  ldb: number,
  transposeB: boolean,
  c: number,
  ldc: number,
  accumulate: boolean,
) => void;

/** A library of the system that multiplies matrices faster than WebAssembly can. */
export interface Blas {
  /** What it calls itself, with its version. */
  readonly name: string;
  /** Its product over one memory; pointers are offsets in it. */
  readonly on: (memory: WebAssembly.Memory) => Sgemm;
}

/**
 * A library promises the same bits for the same call only: how it does a row may depend on how many rows there are. So each call
 * is for one tile, and the tiles lie where they lie, however the work is shared out.
 */
export const productTile = 128;
/** Of the rows of a batch that go through time together. */
export const sequenceTile = 16;

/** Products with a side below this, vectors above all, are for kernels that do not copy their operands first. */
const leastSide = 16;
/** Whole sequences of fewer units, or of fewer rows than a library is for, stay with the kernels that fuse gates and product. */
const leastUnits = 64;
const small = (units: number, batch: number): boolean => units < leastUnits || batch < leastSide;

const bytes = 4;

/** Names of the numbers that a whole sequence is called with. */
const rows = ['time', 'batch', 'units', 'reverse', 'firstRow', 'rows', 'packed'] as const;
const unitsAt = rows.indexOf('units');
const batchAt = rows.indexOf('batch');
const names = {
  elmanSequenceForward: [...rows, 'activation', 'h0', 'h'],
  elmanSequenceBackward: [...rows, 'activation', 'h', 'dy', 'dgates', 'dh'],
  lstmSequenceForward: [...rows, 'gates', 'h0', 'c0', 'h', 'c'],
  lstmSequenceBackward: [...rows, 'gates', 'c0', 'c', 'dyh', 'dyc', 'dgates', 'dh', 'dc'],
  gruSequenceForward: [...rows, 'biasCandidate', 'gates', 'candidate', 'h0', 'h'],
  gruSequenceBackward: [...rows, 'gates', 'candidate', 'h0', 'h', 'dy', 'dgates', 'dcandidate', 'dh'],
} as const satisfies Record<SequenceName, readonly string[]>;

/** The compiled kernels of one thread, with the large products done by a library. @param work the thread's work space */
export function accelerated(compiled: Compiled, sgemm: Sgemm, work: number): Compiled {
  const matmul: Compiled['matmul'] = (m, n, k, a, lda, transposeA, b, ldb, transposeB, c, ldc, accumulate, space) => {
    const overA = (transposeA ? 1 : lda) * bytes;
    const overB = (transposeB ? ldb : 1) * bytes;
    for (let i = 0; i < m; i += productTile) {
      for (let j = 0; j < n; j += productTile) {
        const height = Math.min(productTile, m - i);
        const width = Math.min(productTile, n - j);
        const at = c + (i * ldc + j) * bytes;
        const [left, right] = [a + i * overA, b + j * overB];
        if (Math.min(height, width, k) < leastSide) {
          compiled.matmul(height, width, k, left, lda, transposeA, right, ldb, transposeB, at, ldc, accumulate, space);
        } else sgemm(height, width, k, left, lda, transposeA, right, ldb, transposeB, at, ldc, accumulate);
      }
    }
  };
  const plain = kernelsOf(compiled, work);
  const whole = sequences({ ...plain, matmul: byRows(sgemm, (call) => plain.matmul(call)) }, bytes);
  const sequence = (name: SequenceName): Compiled[SequenceName] => {
    const fused = compiled[name];
    const composed = whole[name] as (call: object) => void;
    return (...numbers) => {
      if (small(Number(numbers[unitsAt]), Number(numbers[batchAt]))) return fused(...numbers);
      composed(named(name, numbers));
    };
  };
  return {
    ...compiled,
    matmul,
    matmulBatch: (count, stepA, stepB, stepC, ...[m, n, k, a, lda, transposeA, b, ldb, transposeB, c, ...rest]) => {
      for (let i = 0; i < count; i++) {
        const [left, right, out] = [a + i * stepA * bytes, b + i * stepB * bytes, c + i * stepC * bytes];
        matmul(m, n, k, left, lda, transposeA, right, ldb, transposeB, out, ...rest);
      }
    },
    packRecurrent(gates, units, batch, weight, back, packed) {
      const { packRecurrent } = small(units, batch) ? compiled : whole;
      packRecurrent(gates, units, batch, weight, back, packed);
    },
    elmanSequenceForward: sequence('elmanSequenceForward'),
    elmanSequenceBackward: sequence('elmanSequenceBackward'),
    lstmSequenceForward: sequence('lstmSequenceForward'),
    lstmSequenceBackward: sequence('lstmSequenceBackward'),
    gruSequenceForward: sequence('gruSequenceForward'),
    gruSequenceBackward: sequence('gruSequenceBackward'),
  };
}

/** The product of one step in time, over so many rows of the batch at once. */
function byRows(sgemm: Sgemm, few: Kernels['matmul']): Kernels['matmul'] {
  return (call) => {
    const { m, n, k, a, lda, transposeA, b, ldb, transposeB, c, ldc, accumulate } = call;
    for (let i = 0; i < m; i += sequenceTile) {
      const height = Math.min(sequenceTile, m - i);
      const [left, out] = [a + i * lda * bytes, c + i * ldc * bytes];
      if (height < leastSide) few({ ...call, m: height, a: left, c: out });
      else sgemm(height, n, k, left, lda, transposeA, b, ldb, transposeB, out, ldc, accumulate);
    }
  };
}

function named(name: SequenceName, numbers: readonly (number | boolean)[]): SequenceRows {
  const call: Record<string, unknown> = {};
  names[name].forEach((each, i) => (call[each] = numbers[i]));
  call['reverse'] = Boolean(call['reverse']);
  if ('activation' in call) call['activation'] = call['activation'] ? 'relu' : 'tanh';
  return call as unknown as SequenceRows;
}
