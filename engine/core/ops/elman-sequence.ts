import type { Op, Tensor } from '../../contracts/tensor';
import { project, projectBack } from './linear';
import {
  checkSequence,
  forEachStep,
  forEachStepBack,
  projectInputs,
  projectInputsBack,
  recurrentWeightBack,
  sequenceSizes,
  type SequenceAttributes,
  type SequenceWeights,
} from './sequence';

interface ElmanAttributes extends SequenceAttributes {
  readonly activation: 'tanh' | 'relu';
}

/**
 * Simple recurrent network over a whole sequence (Elman 1990): h_t = f(W_ih x_t + b_ih + W_hh h_(t-1) + b_hh).
 *
 * Inputs: x `[time, batch, inputs]`, h0 `[batch, units]`, W_ih, W_hh, b_ih, b_hh. Output: h `[time, batch, units]`.
 */
export const elmanSequenceOp: Op<ElmanAttributes> = {
  name: 'elmanSequence',
  shapes: ([x, h0, weightIn, weightHidden]) => {
    checkSequence('elmanSequence', x, h0, weightIn, weightHidden, 1);
    return [[x.shape[0], ...h0.shape]];
  },
  forward({ kernels }, [x, h0, weightIn, weightHidden, biasIn, biasHidden], [h], { reverse, activation }) {
    const s = sequenceSizes(x, weightHidden, 1);
    projectInputs(kernels, s, x, weightIn, biasIn, h.pointer);
    kernels.addBias(s.time * s.batch, s.units, h.pointer, biasHidden.pointer, h.pointer);
    forEachStep(s.time, reverse, (t, previous) => {
      const before = previous < 0 ? h0.pointer : h.pointer + previous * s.stateBytes;
      const now = h.pointer + t * s.stateBytes;
      project(kernels, s.batch, s.units, s.units, before, weightHidden.pointer, now, true);
      kernels.unary(activation, s.batch * s.units, now, now);
    });
  },
  backward({ kernels }, [x, h0, weightIn, weightHidden, biasIn, biasHidden], [h], { reverse, activation }) {
    const s = sequenceSizes(x, weightHidden, 1);
    const state = s.batch * s.units;
    x.tape.scratch((s.time + 1) * state, (dgates) => {
      const dh = dgates + s.time * s.stateBytes;
      kernels.fill((s.time + 1) * state, 0, dgates);
      forEachStepBack(s.time, reverse, (t) => {
        const at = t * s.stateBytes;
        const y = h.pointer + at;
        if (h.gradient !== 0) kernels.axpy(state, 1, h.gradient + at, dh);
        kernels.unaryBackward(activation, state, y, y, dh, dgates + at);
        projectBack(kernels, s.batch, s.units, s.units, dgates + at, weightHidden.pointer, dh, false);
      });
      if (h0.tracked) kernels.axpy(state, 1, dh, h0.gradient);
      projectInputsBack(kernels, s, x, weightIn, biasIn, dgates);
      recurrentWeightBack(kernels, s, reverse, h0, h, weightHidden, biasHidden, dgates);
    });
  },
};

export function elmanSequence(x: Tensor, h0: Tensor, w: SequenceWeights, attributes: ElmanAttributes): Tensor {
  return x.tape.apply(elmanSequenceOp, [x, h0, w.weightIn, w.weightHidden, w.biasIn, w.biasHidden], attributes)[0];
}
