import type { LookUp, Tensor } from '../../contracts/tensor';
import { Sequence, sequenceInputs, type SequenceOp, type SequenceWeights } from './sequence';

/**
 * GRU over a whole sequence (Cho et al. 2014, in PyTorch's form with the reset gate behind the recurrent product; order r, z, n).
 *
 * Inputs: see sequence.ts; state h0.
 * Outputs: h `[time, batch, units]`, gates `[time, batch, 3 * units]` (activated), recurrent part of n before the reset gate
 * `[time, batch, units]`. Only h carries a gradient.
 */
export const gruSequenceOp: SequenceOp = {
  name: 'gruSequence',
  shapes: (inputs) => {
    const s = new Sequence(inputs, 1, 3, false);
    s.check('gruSequence');
    return [s.shape(1), s.shape(3), s.shape(1)];
  },
  forward({ kernels }, inputs, [h, gates, candidate], { reverse }) {
    const s = new Sequence(inputs, 1, 3, reverse);
    const [, h0, , , , biasHidden] = inputs.map(({ pointer }) => pointer);
    // The recurrent bias of n stands behind the reset gate.
    s.project(gates, 2 * s.units);
    s.run(false, (call) =>
      kernels.gruSequenceForward({
        ...call,
        biasCandidate: biasHidden + s.offset(2 * s.units),
        gates: gates.pointer,
        candidate: candidate.pointer,
        h0,
        h: h.pointer,
      }),
    );
  },
  backward({ kernels }, inputs, [h, gates, candidate], { reverse }) {
    const s = new Sequence(inputs, 1, 3, reverse);
    const [, h0, , , , biasHidden] = inputs;
    const dgates = gates.pointer;
    const dcandidate = candidate.pointer;
    s.statesBack((dh) =>
      s.run(true, (call) => {
        const before = { gates: dgates, candidate: dcandidate, h0: h0.pointer, h: h.pointer };
        kernels.gruSequenceBackward({ ...call, ...before, dy: h.gradient, dgates, dcandidate, dh });
      }),
    );
    const both = 2 * s.units;
    s.projectBack(dgates, both);
    s.recurrentBack(h, dgates, 3 * s.units, both, 0);
    s.recurrentBack(h, dcandidate, s.units, s.units, both);
    if (biasHidden.tracked) {
      kernels.sumRows(s.time * s.batch, s.units, dcandidate, s.units, biasHidden.gradient + s.offset(both));
    }
  },
};

/** @returns h, the activated gates, and the recurrent part of n of every step */
export function gruSequence(x: Tensor | LookUp, h0: Tensor, w: SequenceWeights, reverse: boolean): Tensor[] {
  return h0.tape.apply(gruSequenceOp, sequenceInputs(x, [h0], w), { reverse });
}
