import type { Tensor } from '../../contracts/tensor';
import { misfit, sameShape } from '../shape';
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
 * LSTM over a whole sequence (Hochreiter and Schmidhuber 1997, with forget gates; PyTorch's equations and gate order i, f, g, o).
 *
 * Inputs: x `[time, batch, inputs]`, h0, c0 `[batch, units]`, W_ih, W_hh, b_ih, b_hh.
 * Outputs: h, c `[time, batch, units]`, gates `[time, batch, 4 * units]` (activated; no gradient).
 */
export const lstmSequenceOp: SequenceOp = {
  name: 'lstmSequence',
  shapes: ([x, h0, c0, weightIn, weightHidden]) => {
    checkSequence('lstmSequence', x, h0, weightIn, weightHidden, 4);
    if (!sameShape(h0.shape, c0.shape)) throw misfit('lstmSequence', h0.shape, c0.shape);
    const [time, batch] = x.shape;
    const units = h0.shape[1];
    return [
      [time, batch, units],
      [time, batch, units],
      [time, batch, 4 * units],
    ];
  },
  forward({ kernels }, [x, h0, c0, weightIn, weightHidden, biasIn, biasHidden], [h, c, gates], { reverse }) {
    const s = sequenceSizes(x, weightHidden, 4);
    projectInputs(kernels, s, x, weightIn, biasIn, gates.pointer);
    kernels.addBias(s.time * s.batch, 4 * s.units, gates.pointer, biasHidden.pointer, gates.pointer);
    withPacked(weightHidden, s, false, (packed) =>
      kernels.lstmSequenceForward({
        ...wholeBatch(s, reverse, packed),
        gates: gates.pointer,
        h0: h0.pointer,
        c0: c0.pointer,
        h: h.pointer,
        c: c.pointer,
      }),
    );
  },
  backward({ kernels }, [x, h0, c0, weightIn, weightHidden, biasIn, biasHidden], [h, c, gates], { reverse }) {
    const s = sequenceSizes(x, weightHidden, 4);
    const state = s.batch * s.units;
    x.tape.scratch((4 * s.time + 2) * state, (dgates) => {
      const dh = dgates + s.time * s.gateBytes;
      const dc = dh + s.stateBytes;
      withPacked(weightHidden, s, true, (packed) =>
        kernels.lstmSequenceBackward({
          ...wholeBatch(s, reverse, packed),
          gates: gates.pointer,
          c0: c0.pointer,
          c: c.pointer,
          dyh: h.gradient,
          dyc: c.gradient,
          dgates,
          dh,
          dc,
        }),
      );
      if (h0.tracked) kernels.axpy(state, 1, dh, h0.gradient);
      if (c0.tracked) kernels.axpy(state, 1, dc, c0.gradient);
      projectInputsBack(kernels, s, x, weightIn, biasIn, dgates);
      const all = { from: dgates, columns: 4 * s.units, distance: 4 * s.units, row: 0 };
      recurrentWeightBack(kernels, s, reverse, h0, h, weightHidden, biasHidden, all);
    });
  },
};

/** @returns h, c and the activated gates of every step */
export function lstmSequence(x: Tensor, h0: Tensor, c0: Tensor, w: SequenceWeights, reverse: boolean): Tensor[] {
  const inputs = [x, h0, c0, w.weightIn, w.weightHidden, w.biasIn, w.biasHidden];
  return x.tape.apply(lstmSequenceOp, inputs, { reverse });
}
