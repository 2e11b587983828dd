import type { Op } from '../../contracts/tensor';
import { expOp, logOp, reluOp, sigmoidOp, tanhOp } from './activations';
import {
  additiveScoresOp,
  attentionContextOp,
  attentionScoresOp,
  locationScoresOp,
  maskedSoftmaxOp,
} from './attention';
import { addOp, multiplyOp, scaleOp, spreadOp, subtractOp, sumStepsOp } from './arithmetic';
import { dropoutMaskOp } from './dropout';
import { elmanSequenceOp } from './elman-sequence';
import { embeddingOp } from './embedding';
import { gruSequenceOp } from './gru-sequence';
import { layerNormOp } from './layer-norm';
import { concatOp, splitOp, stackOp } from './layout';
import { linearOp } from './linear';
import { crossEntropyOp, squaredErrorOp } from './losses';
import { lstmSequenceOp } from './lstm-sequence';
import { nextTokensOp } from './next-tokens';
import { lastRowsOp, reversedRowsOp } from './padding';

/** The closed set: every model is a graph of these and of views. A new op is one file and one line here. */
export const ops: readonly Op<never>[] = [
  addOp,
  subtractOp,
  multiplyOp,
  scaleOp,
  sumStepsOp,
  spreadOp,
  sigmoidOp,
  tanhOp,
  reluOp,
  expOp,
  logOp,
  linearOp,
  layerNormOp,
  splitOp,
  concatOp,
  stackOp,
  embeddingOp,
  dropoutMaskOp,
  crossEntropyOp,
  squaredErrorOp,
  elmanSequenceOp,
  lstmSequenceOp,
  gruSequenceOp,
  attentionScoresOp,
  additiveScoresOp,
  locationScoresOp,
  maskedSoftmaxOp,
  attentionContextOp,
  nextTokensOp,
  lastRowsOp,
  reversedRowsOp,
];
