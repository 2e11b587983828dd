import type { ElmanConfig } from '../../contracts/experiment';
import type { Cell, RecordResults, State, StepContext } from '../../contracts/network';
import type { LookUp, Tensor } from '../../contracts/tensor';
import { relu, tanh } from '../../core/ops/activations';
import { add } from '../../core/ops/arithmetic';
import { elmanSequence } from '../../core/ops/elman-sequence';
import { linear } from '../../core/ops/linear';
import { lastStep } from '../combine/steps';
import type { SequenceWeights } from '../../core/ops/sequence';
import { type CellFactory, recurrentWeights } from './weights';

/**
 * Simple recurrent network (Elman 1990; PyTorch's nn.RNN).
 *
 *     h_t = f(W_ih x_t + b_ih + W_hh h_(t-1) + b_hh),  f = tanh or relu
 */
class Elman implements Cell {
  constructor(
    readonly units: number,
    private readonly w: SequenceWeights,
    private readonly activation: ElmanConfig['activation'],
  ) {}

  initialState(batch: number): State {
    return { h: this.w.weightIn.tape.zeros([batch, this.units]) };
  }

  step({ record }: StepContext, x: Tensor, { h }: State): [Tensor, State] {
    const f = this.activation === 'tanh' ? tanh : relu;
    const next = f(add(linear(x, this.w.weightIn, this.w.biasIn), linear(h, this.w.weightHidden, this.w.biasHidden)));
    record?.('state', { h: next });
    return [next, { h: next }];
  }

  sequence(x: Tensor | LookUp, { h }: State, reverse: boolean, record?: RecordResults, ends?: Tensor): [Tensor, State] {
    const y = elmanSequence(x, h, this.w, { reverse, activation: this.activation });
    record?.('state', { h: y });
    return [y, { h: lastStep(y, reverse, ends) }];
  }
}

export const create: CellFactory<ElmanConfig> = (scope, inputs, { units, initialiser, activation }) =>
  new Elman(units, recurrentWeights(scope, inputs, units, 1, initialiser), activation);
