import type { CellConfig, RecurrentInitialiser } from '../../contracts/experiment';
import type { Cell } from '../../contracts/network';
import { type Initialiser, orthogonal, plusConstant, uniform, xavier, zeros } from '../../core/initialisers';
import type { SequenceWeights } from '../../core/ops/sequence';
import type { ParameterScope } from '../../core/parameters';

/** Makes a cell's weights where `scope` says. Every cell module exports one as `create`. */
export type CellFactory<C extends CellConfig = CellConfig> = (scope: ParameterScope, inputs: number, config: C) => Cell;

/**
 * The four parameters of PyTorch's recurrent layers for `gates` stacked blocks: `weight_ih` `[gates * units, inputs]`,
 * `weight_hh` `[gates * units, units]`, `bias_ih` and `bias_hh` `[gates * units]`.
 */
export function recurrentWeights(
  scope: ParameterScope,
  inputs: number,
  units: number,
  gates: number,
  initialiser: RecurrentInitialiser,
  biasPlus?: { readonly gate: number; readonly value: number },
): SequenceWeights {
  const rows = gates * units;
  const { input, hidden, bias } = initialisers(initialiser, units, gates);
  const biasIn = biasPlus
    ? plusConstant(bias, biasPlus.gate * units, (biasPlus.gate + 1) * units, biasPlus.value)
    : bias;
  return {
    weightIn: scope.create('weight_ih', [rows, inputs], input),
    weightHidden: scope.create('weight_hh', [rows, units], hidden),
    biasIn: scope.create('bias_ih', [rows], biasIn),
    biasHidden: scope.create('bias_hh', [rows], bias),
  };
}

function initialisers(
  name: RecurrentInitialiser,
  units: number,
  gates: number,
): Record<'input' | 'hidden' | 'bias', Initialiser> {
  const pytorch = uniform(1 / Math.sqrt(units));
  const table: Record<RecurrentInitialiser, Record<'input' | 'hidden' | 'bias', Initialiser>> = {
    uniform: { input: pytorch, hidden: pytorch, bias: pytorch },
    xavier: { input: xavier(gates), hidden: xavier(gates), bias: zeros },
    // As is usual: orthogonal from state to state, Xavier from input to state.
    orthogonal: { input: xavier(gates), hidden: orthogonal(gates), bias: zeros },
  };
  return table[name];
}
