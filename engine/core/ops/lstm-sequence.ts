import type { LookUp, Tensor } from '../../contracts/tensor';
import { Sequence, sequenceInputs, type SequenceOp, type SequenceWeights } from './sequence';

/**
 * LSTM over a whole sequence (Hochreiter and Schmidhuber 1997, with forget gates; PyTorch's equations and gate order i, f, g, o).
 *
 * Inputs: see sequence.ts; states h0, c0.
 * Outputs: h, c `[time, batch, units]`, gates `[time, batch, 4 * units]` (activated; no gradient).
 */
export const lstmSequenceOp: SequenceOp = {
  name: 'lstmSequence',
  shapes: (inputs) => {
    const s = new Sequence(inputs, 2, 4, false);
    s.check('lstmSequence');
    return [s.shape(1), s.shape(1), s.shape(4)];
  },
  forward({ kernels }, inputs, [h, c, gates], { reverse }) {
    const s = new Sequence(inputs, 2, 4, reverse);
    const [, h0, c0] = inputs.map(({ pointer }) => pointer);
    s.project(gates);
    s.run(false, (call) =>
      kernels.lstmSequenceForward({ ...call, gates: gates.pointer, h0, c0, h: h.pointer, c: c.pointer }),
    );
  },
  backward({ kernels }, inputs, [h, c, gates], { reverse }) {
    const s = new Sequence(inputs, 2, 4, reverse);
    const c0 = inputs[2].pointer;
    const dgates = gates.pointer;
    s.statesBack((dh, dc) =>
      s.run(true, (call) => {
        const outside = { dyh: h.gradient, dyc: c.gradient };
        kernels.lstmSequenceBackward({ ...call, ...outside, gates: dgates, c0, c: c.pointer, dgates, dh, dc });
      }),
    );
    s.projectBack(dgates);
    s.recurrentBack(h, dgates, 4 * s.units, 4 * s.units, 0);
  },
};

/** @returns h, c and the activated gates of every step */
export function lstmSequence(
  x: Tensor | LookUp,
  h0: Tensor,
  c0: Tensor,
  w: SequenceWeights,
  reverse: boolean,
): Tensor[] {
  return h0.tape.apply(lstmSequenceOp, sequenceInputs(x, [h0, c0], w), { reverse });
}
