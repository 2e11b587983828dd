import type { GruConfig } from '../../contracts/experiment';
import type { Cell, RecordResults, State, StepContext } from '../../contracts/network';
import type { LookUp, Tensor } from '../../contracts/tensor';
import { sigmoid, tanh } from '../../core/ops/activations';
import { add, multiply, subtract } from '../../core/ops/arithmetic';
import { gruSequence } from '../../core/ops/gru-sequence';
import { partsOf, split } from '../../core/ops/layout';
import { linear } from '../../core/ops/linear';
import type { SequenceWeights } from '../../core/ops/sequence';
import { lastStep } from '../combine/steps';
import { type CellFactory, recurrentWeights } from './weights';

/**
 * Gated recurrent unit (Cho et al. 2014), with the reset gate applied behind the recurrent product as PyTorch's nn.GRU does.
 *
 *     r = sigmoid(W_ir x + b_ir + W_hr h + b_hr)
 *     z = sigmoid(W_iz x + b_iz + W_hz h + b_hz)
 *     n = tanh(W_in x + b_in + r (W_hn h + b_hn))
 *     h' = (1 - z) n + z h
 */
class Gru implements Cell {
  constructor(
    readonly units: number,
    private readonly w: SequenceWeights,
  ) {}

  initialState(batch: number): State {
    return { h: this.w.weightIn.tape.zeros([batch, this.units]) };
  }

  step({ record }: StepContext, x: Tensor, { h }: State): [Tensor, State] {
    const [xr, xz, xn] = split(linear(x, this.w.weightIn, this.w.biasIn), 3);
    const [hr, hz, hn] = split(linear(h, this.w.weightHidden, this.w.biasHidden), 3);
    const r = sigmoid(add(xr, hr));
    const z = sigmoid(add(xz, hz));
    const n = tanh(add(xn, multiply(r, hn)));
    // (1 - z) n + z h, with one product less.
    const next = add(n, multiply(z, subtract(h, n)));
    record?.('gate', { r, z });
    record?.('candidate', { n });
    record?.('state', { h: next });
    return [next, { h: next }];
  }

  sequence(x: Tensor | LookUp, { h }: State, reverse: boolean, record?: RecordResults, ends?: Tensor): [Tensor, State] {
    const [y, gates] = gruSequence(x, h, this.w, reverse);
    if (record) {
      const [r, z, n] = partsOf(gates, 3);
      record('gate', { r, z });
      record('candidate', { n });
      record('state', { h: y });
    }
    return [y, { h: lastStep(y, reverse, ends) }];
  }
}

export const create: CellFactory<GruConfig> = (scope, inputs, { units, initialiser }) =>
  new Gru(units, recurrentWeights(scope, inputs, units, 3, initialiser));
