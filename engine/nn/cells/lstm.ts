import type { LstmConfig } from '../../contracts/experiment';
import type { Cell, State, StepContext } from '../../contracts/network';
import type { Tensor } from '../../contracts/tensor';
import { sigmoid, tanh } from '../../core/ops/activations';
import { add, multiply } from '../../core/ops/arithmetic';
import { split } from '../../core/ops/layout';
import { linear } from '../../core/ops/linear';
import { lstmSequence } from '../../core/ops/lstm-sequence';
import type { SequenceWeights } from '../../core/ops/sequence';
import { lastStep } from '../combine/steps';
import { type CellFactory, recurrentWeights } from './weights';

/** Place of the forget gate among the gates i, f, g, o. */
const forgetGate = 1;

/**
 * Long short-term memory (Hochreiter and Schmidhuber 1997; forget gate: Gers et al. 2000; PyTorch's nn.LSTM).
 *
 *     i, f, g, o = W_ih x_t + b_ih + W_hh h_(t-1) + b_hh
 *     c_t = sigmoid(f) c_(t-1) + sigmoid(i) tanh(g)
 *     h_t = sigmoid(o) tanh(c_t)
 */
class Lstm implements Cell {
  constructor(
    readonly units: number,
    private readonly w: SequenceWeights,
  ) {}

  initialState(batch: number): State {
    const { tape } = this.w.weightIn;
    return { h: tape.zeros([batch, this.units]), c: tape.zeros([batch, this.units]) };
  }

  step(_context: StepContext, x: Tensor, { h, c }: State): [Tensor, State] {
    const gates = add(linear(x, this.w.weightIn, this.w.biasIn), linear(h, this.w.weightHidden, this.w.biasHidden));
    const [i, f, g, o] = split(gates, 4);
    const nextC = add(multiply(sigmoid(f), c), multiply(sigmoid(i), tanh(g)));
    const nextH = multiply(sigmoid(o), tanh(nextC));
    return [nextH, { h: nextH, c: nextC }];
  }

  sequence(x: Tensor, { h, c }: State, reverse: boolean): [Tensor, State] {
    const [allH, allC] = lstmSequence(x, h, c, this.w, reverse);
    return [allH, { h: lastStep(allH, reverse), c: lastStep(allC, reverse) }];
  }
}

export const create: CellFactory<LstmConfig> = (scope, inputs, { units, initialiser, forgetBias }) => {
  const bias = { gate: forgetGate, value: forgetBias };
  return new Lstm(units, recurrentWeights(scope, inputs, units, 4, initialiser, bias));
};
