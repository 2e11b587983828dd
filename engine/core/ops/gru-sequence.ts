import type { Tensor } from '../../contracts/tensor';
import { project, projectBack } from './linear';
import {
  checkSequence,
  forEachStep,
  forEachStepBack,
  projectInputs,
  projectInputsBack,
  recurrentWeightBack,
  sequenceSizes,
  type SequenceOp,
  type SequenceWeights,
} from './sequence';

/**
 * GRU over a whole sequence (Cho et al. 2014, in PyTorch's form with the reset gate behind the recurrent product; order r, z, n).
 *
 * Inputs: x `[time, batch, inputs]`, h0 `[batch, units]`, W_ih, W_hh, b_ih, b_hh.
 * Outputs: h `[time, batch, units]`, gates `[time, batch, 3 * units]` (activated), recurrent part of the gates before
 * activation `[time, batch, 3 * units]`. Only h carries a gradient.
 */
export const gruSequenceOp: SequenceOp = {
  name: 'gruSequence',
  shapes: ([x, h0, weightIn, weightHidden]) => {
    checkSequence('gruSequence', x, h0, weightIn, weightHidden, 3);
    const [time, batch] = x.shape;
    const units = h0.shape[1];
    return [
      [time, batch, units],
      [time, batch, 3 * units],
      [time, batch, 3 * units],
    ];
  },
  forward({ kernels }, [x, h0, weightIn, weightHidden, biasIn, biasHidden], [h, gates, recurrent], { reverse }) {
    const s = sequenceSizes(x, weightHidden, 3);
    const columns = 3 * s.units;
    projectInputs(kernels, s, x, weightIn, biasIn, gates.pointer);
    forEachStep(s.time, reverse, (t, previous) => {
      const before = previous < 0 ? h0.pointer : h.pointer + previous * s.stateBytes;
      const g = gates.pointer + t * s.gateBytes;
      const r = recurrent.pointer + t * s.gateBytes;
      project(kernels, s.batch, s.units, columns, before, weightHidden.pointer, r, false);
      kernels.addBias(s.batch, columns, r, biasHidden.pointer, r);
      // The inputs' part is read element by element before the activated gate takes its place.
      kernels.gruForward(s.batch, s.units, g, r, before, g, h.pointer + t * s.stateBytes);
    });
  },
  backward({ kernels }, [x, h0, weightIn, weightHidden, biasIn, biasHidden], [h, gates, recurrent], { reverse }) {
    const s = sequenceSizes(x, weightHidden, 3);
    const state = s.batch * s.units;
    const columns = 3 * s.units;
    x.tape.scratch((6 * s.time + 2) * state, (dgates) => {
      const drecurrent = dgates + s.time * s.gateBytes;
      const dh = drecurrent + s.time * s.gateBytes;
      const dBefore = dh + s.stateBytes;
      kernels.fill(state, 0, dh);
      forEachStepBack(s.time, reverse, (t, previous) => {
        const at = t * s.gateBytes;
        if (h.gradient !== 0) kernels.axpy(state, 1, h.gradient + t * s.stateBytes, dh);
        const before = previous < 0 ? h0.pointer : h.pointer + previous * s.stateBytes;
        const dg = dgates + at;
        const dr = drecurrent + at;
        kernels.gruBackward(s.batch, s.units, gates.pointer + at, recurrent.pointer + at, before, dh, dg, dr, dBefore);
        projectBack(kernels, s.batch, s.units, columns, dr, weightHidden.pointer, dBefore, true);
        kernels.copy(state, dBefore, dh);
      });
      if (h0.tracked) kernels.axpy(state, 1, dh, h0.gradient);
      projectInputsBack(kernels, s, x, weightIn, biasIn, dgates);
      recurrentWeightBack(kernels, s, reverse, h0, h, weightHidden, biasHidden, drecurrent);
    });
  },
};

/** @returns h, the activated gates, and the recurrent part of the gates of every step */
export function gruSequence(x: Tensor, h0: Tensor, w: SequenceWeights, reverse: boolean): Tensor[] {
  return x.tape.apply(gruSequenceOp, [x, h0, w.weightIn, w.weightHidden, w.biasIn, w.biasHidden], { reverse });
}
