import type { LstmConfig } from '../../contracts/experiment';
import type { Cell, RecordResults, State, StepContext } from '../../contracts/network';
import type { LookUp, Tensor } from '../../contracts/tensor';
import { sigmoid, tanh } from '../../core/ops/activations';
import { add, multiply } from '../../core/ops/arithmetic';
import { partsOf, split } from '../../core/ops/layout';
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

  step({ record }: StepContext, x: Tensor, { h, c }: State): [Tensor, State] {
    const gates = add(linear(x, this.w.weightIn, this.w.biasIn), linear(h, this.w.weightHidden, this.w.biasHidden));
    const [inputPart, forgetPart, candidatePart, outputPart] = split(gates, 4);
    const [i, f, g, o] = [sigmoid(inputPart), sigmoid(forgetPart), tanh(candidatePart), sigmoid(outputPart)];
    const nextC = add(multiply(f, c), multiply(i, g));
    const nextH = multiply(o, tanh(nextC));
    record?.('gate', { i, f, o });
    record?.('candidate', { g });
    record?.('state', { c: nextC, h: nextH });
    return [nextH, { h: nextH, c: nextC }];
  }

  sequence(
    x: Tensor | LookUp,
    { h, c }: State,
    reverse: boolean,
    record?: RecordResults,
    ends?: Tensor,
  ): [Tensor, State] {
    const [allH, allC, gates] = lstmSequence(x, h, c, this.w, reverse);
    if (record) {
      const [i, f, g, o] = partsOf(gates, 4);
      record('gate', { i, f, o });
      record('candidate', { g });
      record('state', { c: allC, h: allH });
    }
    return [allH, { h: lastStep(allH, reverse, ends), c: lastStep(allC, reverse, ends) }];
  }
}

export const create: CellFactory<LstmConfig> = (scope, inputs, { units, initialiser, forgetBias }) => {
  const bias = { gate: forgetGate, value: forgetBias };
  return new Lstm(units, recurrentWeights(scope, inputs, units, 4, initialiser, bias));
};
