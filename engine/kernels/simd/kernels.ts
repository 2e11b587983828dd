import type { Kernels, MatmulArguments, SequenceRows, UnaryName } from '../../contracts/backend';
import type { Compiled } from './compiled';

type Map = Compiled['tanhForward'];
type Slope = Compiled['tanhBackward'];

/** The kernels as the contract has them. `work`: where the calling thread's work space begins. */
export function kernelsOf(compiled: Compiled, work: number): Kernels {
  const forward: Record<UnaryName, Map> = {
    sigmoid: compiled.sigmoidForward,
    tanh: compiled.tanhForward,
    relu: compiled.reluForward,
    exp: compiled.expForward,
    log: compiled.logForward,
  };
  const backward: Record<UnaryName, Slope> = {
    sigmoid: compiled.sigmoidBackward,
    tanh: compiled.tanhBackward,
    relu: compiled.reluBackward,
    exp: compiled.expBackward,
    log: compiled.logBackward,
  };
  return {
    ...compiled,
    unary: (name, count, x, out) => forward[name](count, x, out),
    unaryBackward: (name, count, x, y, dy, dx) => backward[name](count, x, y, dy, dx),
    matmul: (call) => compiled.matmul(...productOf(call, work)),
    matmulBatch: (call) =>
      compiled.matmulBatch(call.count, call.stepA, call.stepB, call.stepC, ...productOf(call, work)),
    layerNormWeightBackward: (rows, columns, ...rest) =>
      compiled.layerNormWeightBackward(rows, columns, ...rest, columns),
    additiveScoresBackward: (time, batch, source, units, ...rest) =>
      compiled.additiveScoresBackward(time, batch, source, units, ...rest, units),
    elmanSequenceForward: (call) =>
      compiled.elmanSequenceForward(...rowsOf(call), call.activation === 'relu', call.h0, call.h),
    elmanSequenceBackward: (call) =>
      compiled.elmanSequenceBackward(
        ...rowsOf(call),
        call.activation === 'relu',
        call.h,
        call.dy,
        call.dgates,
        call.dh,
      ),
    lstmSequenceForward: (call) =>
      compiled.lstmSequenceForward(...rowsOf(call), call.gates, call.h0, call.c0, call.h, call.c),
    lstmSequenceBackward: (call) =>
      compiled.lstmSequenceBackward(
        ...rowsOf(call),
        call.gates,
        call.c0,
        call.c,
        call.dyh,
        call.dyc,
        call.dgates,
        call.dh,
        call.dc,
      ),
    gruSequenceForward: (call) =>
      compiled.gruSequenceForward(...rowsOf(call), call.biasCandidate, call.gates, call.candidate, call.h0, call.h),
    gruSequenceBackward: (call) =>
      compiled.gruSequenceBackward(
        ...rowsOf(call),
        call.gates,
        call.candidate,
        call.h0,
        call.h,
        call.dy,
        call.dgates,
        call.dcandidate,
        call.dh,
      ),
    scatterAddRows: (rows, columns, x, ids, table) => compiled.scatterAddRows(rows, columns, x, ids, table, columns),
    dropoutMask: (count, rate, key0, key1, counter, out) =>
      compiled.dropoutMask(count, rate, key0, key1, counter, out, 0),
  };
}

/** The arguments that all whole sequences begin with. */
function rowsOf({ time, batch, units, reverse, firstRow, rows, packed }: SequenceRows) {
  return [time, batch, units, reverse, firstRow, rows, packed] as const;
}

function productOf(
  { m, n, k, a, lda, transposeA, b, ldb, transposeB, c, ldc, accumulate }: MatmulArguments,
  work: number,
): Parameters<Compiled['matmul']> {
  return [m, n, k, a, lda, transposeA, b, ldb, transposeB, c, ldc, accumulate, work];
}
