export { additiveScores, additiveScoresBackward, maskedSoftmax, matmulBatch, softmaxBackward } from './attention';
export * from './constants';
export {
  add,
  addBias,
  axpy,
  clampAbsolute,
  copy,
  copyRows,
  expBackward,
  expForward,
  fill,
  logBackward,
  logForward,
  multiply,
  multiplyAdd,
  reluBackward,
  reluForward,
  scale,
  sigmoidBackward,
  sigmoidForward,
  subtract,
  tanhBackward,
  tanhForward,
} from './elementwise';
export { dropoutMask } from './dropout';
export { layerNorm, layerNormBackward, layerNormWeightBackward } from './layer-norm';
export { crossEntropy, softmax } from './losses';
export { matmul } from './matmul';
export { multiplyPacked, packWeight } from './panels';
export { adam, rmsprop, sgd } from './optimise';
export { gruBackward, gruForward, lstmBackward, lstmForward } from './recurrent';
export { gatherRows, scatterAddRows } from './rows';
export {
  elmanSequenceBackward,
  elmanSequenceForward,
  gruSequenceBackward,
  gruSequenceForward,
  lstmSequenceBackward,
  lstmSequenceForward,
  packRecurrent,
} from './sequences';
export { sum, sumOfSquares, sumRows } from './sums';
