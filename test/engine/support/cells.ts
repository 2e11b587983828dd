import type { CellConfig } from '../../../engine/contracts/experiment';
import type { Cell } from '../../../engine/contracts/network';
import type { ParameterScope } from '../../../engine/core/parameters';
import * as elman from '../../../engine/nn/cells/elman';
import * as gru from '../../../engine/nn/cells/gru';
import * as lstm from '../../../engine/nn/cells/lstm';

/** Every cell, with a configuration for the battery. A test holds this list equal to the catalogue's. */
export const cellConfigs: readonly CellConfig[] = [
  { kind: 'elman', units: 5, initialiser: 'uniform', activation: 'tanh' },
  { kind: 'elman', units: 5, initialiser: 'uniform', activation: 'relu' },
  { kind: 'lstm', units: 5, initialiser: 'uniform', forgetBias: 1 },
  { kind: 'gru', units: 5, initialiser: 'orthogonal' },
];

export function createCell(scope: ParameterScope, inputs: number, config: CellConfig): Cell {
  switch (config.kind) {
    case 'elman':
      return elman.create(scope, inputs, config);
    case 'lstm':
      return lstm.create(scope, inputs, config);
    case 'gru':
      return gru.create(scope, inputs, config);
  }
}
