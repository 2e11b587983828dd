import type { Op, Tensor } from '../../contracts/tensor';
import {
  checkSequence,
  projectInputs,
  projectInputsBack,
  recurrentWeightBack,
  sequenceSizes,
  type SequenceAttributes,
  type SequenceWeights,
  wholeBatch,
  withPacked,
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
    withPacked(weightHidden, s, false, (packed) => {
      const rows = wholeBatch(s, reverse, packed);
      kernels.elmanSequenceForward({ ...rows, activation, h0: h0.pointer, h: h.pointer });
    });
  },
  backward({ kernels }, [x, h0, weightIn, weightHidden, biasIn, biasHidden], [h], { reverse, activation }) {
    const s = sequenceSizes(x, weightHidden, 1);
    const state = s.batch * s.units;
    x.tape.scratch((s.time + 1) * state, (dgates) => {
      const dh = dgates + s.time * s.stateBytes;
      withPacked(weightHidden, s, true, (packed) => {
        const rows = wholeBatch(s, reverse, packed);
        kernels.elmanSequenceBackward({ ...rows, activation, h: h.pointer, dy: h.gradient, dgates, dh });
      });
      if (h0.tracked) kernels.axpy(state, 1, dh, h0.gradient);
      projectInputsBack(kernels, s, x, weightIn, biasIn, dgates);
      const all = { from: dgates, columns: s.units, distance: s.units, row: 0 };
      recurrentWeightBack(kernels, s, reverse, h0, h, weightHidden, biasHidden, all);
    });
  },
};

export function elmanSequence(x: Tensor, h0: Tensor, w: SequenceWeights, attributes: ElmanAttributes): Tensor {
  return x.tape.apply(elmanSequenceOp, [x, h0, w.weightIn, w.weightHidden, w.biasIn, w.biasHidden], attributes)[0];
}
