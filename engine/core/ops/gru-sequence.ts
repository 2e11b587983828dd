import type { Tensor } from '../../contracts/tensor';
import {
  checkSequence,
  projectInputs,
  projectInputsBack,
  recurrentWeightBack,
  sequenceSizes,
  type SequenceOp,
  type SequenceWeights,
  wholeBatch,
  withPacked,
} from './sequence';

/**
 * GRU over a whole sequence (Cho et al. 2014, in PyTorch's form with the reset gate behind the recurrent product; order r, z, n).
 *
 * Inputs: x `[time, batch, inputs]`, h0 `[batch, units]`, W_ih, W_hh, b_ih, b_hh.
 * Outputs: h `[time, batch, units]`, gates `[time, batch, 3 * units]` (activated), recurrent part of n before the reset gate
 * `[time, batch, units]`. Only h carries a gradient.
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
      [time, batch, units],
    ];
  },
  forward({ kernels }, [x, h0, weightIn, weightHidden, biasIn, biasHidden], [h, gates, candidate], { reverse }) {
    const s = sequenceSizes(x, weightHidden, 3);
    const both = 2 * s.units;
    projectInputs(kernels, s, x, weightIn, biasIn, gates.pointer);
    // The recurrent bias of r and z; that of n stands behind the reset gate.
    kernels.copyRows(s.time * s.batch, both, biasHidden.pointer, 0, gates.pointer, 3 * s.units, true);
    withPacked(weightHidden, s, false, (packed) =>
      kernels.gruSequenceForward({
        ...wholeBatch(s, reverse, packed),
        biasCandidate: biasHidden.pointer + (both * s.stateBytes) / (s.batch * s.units),
        gates: gates.pointer,
        candidate: candidate.pointer,
        h0: h0.pointer,
        h: h.pointer,
      }),
    );
  },
  backward({ kernels }, [x, h0, weightIn, weightHidden, biasIn, biasHidden], [h, gates, candidate], { reverse }) {
    const s = sequenceSizes(x, weightHidden, 3);
    const state = s.batch * s.units;
    x.tape.scratch((4 * s.time + 1) * state, (dgates) => {
      const dcandidate = dgates + s.time * s.gateBytes;
      const dh = dcandidate + s.time * s.stateBytes;
      withPacked(weightHidden, s, true, (packed) =>
        kernels.gruSequenceBackward({
          ...wholeBatch(s, reverse, packed),
          gates: gates.pointer,
          candidate: candidate.pointer,
          h0: h0.pointer,
          h: h.pointer,
          dy: h.gradient,
          dgates,
          dcandidate,
          dh,
        }),
      );
      if (h0.tracked) kernels.axpy(state, 1, dh, h0.gradient);
      projectInputsBack(kernels, s, x, weightIn, biasIn, dgates);
      const both = { from: dgates, columns: 2 * s.units, distance: 3 * s.units, row: 0 };
      const last = { from: dcandidate, columns: s.units, distance: s.units, row: 2 * s.units };
      for (const part of [both, last]) {
        recurrentWeightBack(kernels, s, reverse, h0, h, weightHidden, biasHidden, part);
      }
    });
  },
};

/** @returns h, the activated gates, and the recurrent part of n of every step */
export function gruSequence(x: Tensor, h0: Tensor, w: SequenceWeights, reverse: boolean): Tensor[] {
  return x.tape.apply(gruSequenceOp, [x, h0, w.weightIn, w.weightHidden, w.biasIn, w.biasHidden], { reverse });
}
