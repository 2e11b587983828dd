import type { Backend, BackendName, FloatType, Kernels } from '../contracts/backend';

const nothing = (): void => {};
const zero = (): number => 0;

const kernels: Kernels = {
  fill: nothing,
  copy: nothing,
  copyRows: nothing,
  add: nothing,
  subtract: nothing,
  multiply: nothing,
  multiplyAdd: nothing,
  scale: nothing,
  axpy: nothing,
  addBias: nothing,
  sumRows: nothing,
  sum: zero,
  sumOfSquares: zero,
  unary: nothing,
  unaryBackward: nothing,
  matmul: nothing,
  matmulBatch: nothing,
  packWeight: nothing,
  multiplyPacked: nothing,
  gatherRows: nothing,
  scatterAddRows: nothing,
  softmax: nothing,
  maskedSoftmax: nothing,
  softmaxBackward: nothing,
  additiveScores: nothing,
  additiveScoresBackward: nothing,
  layerNorm: nothing,
  layerNormBackward: nothing,
  layerNormWeightBackward: nothing,
  crossEntropy: nothing,
  lstmForward: nothing,
  lstmBackward: nothing,
  gruForward: nothing,
  gruBackward: nothing,
  packRecurrent: nothing,
  elmanSequenceForward: nothing,
  elmanSequenceBackward: nothing,
  lstmSequenceForward: nothing,
  lstmSequenceBackward: nothing,
  gruSequenceForward: nothing,
  gruSequenceBackward: nothing,
  dropoutMask: nothing,
  clampAbsolute: nothing,
  sgd: nothing,
  rmsprop: nothing,
  adam: nothing,
};

/**
 * A backend for the shape-only dry run: endless memory that does not exist, kernels that do nothing.
 *
 * @param base that of the backend which the plan is for
 */
export function createPlanningBackend(type: FloatType, name: BackendName, base: number): Backend {
  const refuse = (): never => {
    throw new Error('a planning backend has no memory');
  };
  return {
    name,
    type,
    planning: true,
    threads: 1,
    base,
    bytes: Number.MAX_SAFE_INTEGER,
    kernels,
    floats: refuse,
    ints: refuse,
    dispose: nothing,
  };
}
