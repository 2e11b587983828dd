import type { LookUp, Op, Tensor } from '../../contracts/tensor';
import { Sequence, sequenceInputs, type SequenceAttributes, type SequenceWeights } from './sequence';

interface ElmanAttributes extends SequenceAttributes {
  readonly activation: 'tanh' | 'relu';
}

/**
 * Simple recurrent network over a whole sequence (Elman 1990): h_t = f(W_ih x_t + b_ih + W_hh h_(t-1) + b_hh).
 *
 * Inputs: see sequence.ts; state h0. Output: h `[time, batch, units]`. On the way back, the gradients before the activation take the
 * memory of h's own.
 */
export const elmanSequenceOp: Op<ElmanAttributes> = {
  name: 'elmanSequence',
  shapes: (inputs) => {
    const s = new Sequence(inputs, 1, 1, false);
    s.check('elmanSequence');
    return [s.shape(1)];
  },
  forward({ kernels }, inputs, [h], { reverse, activation }) {
    const s = new Sequence(inputs, 1, 1, reverse);
    s.project(h);
    s.run(false, (call) => kernels.elmanSequenceForward({ ...call, activation, h0: inputs[1].pointer, h: h.pointer }));
  },
  backward({ kernels }, inputs, [h], { reverse, activation }) {
    const s = new Sequence(inputs, 1, 1, reverse);
    const dgates = h.gradient;
    s.statesBack((dh) =>
      s.run(true, (call) =>
        kernels.elmanSequenceBackward({ ...call, activation, h: h.pointer, dy: h.gradient, dgates, dh }),
      ),
    );
    s.projectBack(dgates);
    s.recurrentBack(h, dgates, s.units, s.units, 0);
  },
};

export function elmanSequence(x: Tensor | LookUp, h0: Tensor, w: SequenceWeights, attributes: ElmanAttributes): Tensor {
  return h0.tape.apply(elmanSequenceOp, sequenceInputs(x, [h0], w), attributes)[0];
}
