import { z } from 'zod';
import type { CellFactory } from '../nn/cells/weights';
import { type Descriptor, kindOf, Registry, usualKind } from './descriptor';
import { count } from './numbers';

interface CellModule {
  readonly create: CellFactory<never>;
}

const units = count(16384).default(128).describe('Number of units, the size of the hidden state.');

const initialiser = z
  .enum(['uniform', 'xavier', 'orthogonal'])
  .default('uniform')
  .describe('How weights start: uniform as in PyTorch, Xavier, or orthogonal from state to state.');

const elmanText = 'Simple recurrent network: quick, and forgets within some tens of steps.';
const elman = z.strictObject({
  kind: kindOf('elman', elmanText),
  units,
  activation: z.enum(['tanh', 'relu']).default('tanh').describe('Activation of the hidden state.'),
  initialiser,
});

const lstmText = 'Long short-term memory: a gated cell state keeps what is needed over long distances.';
const lstm = z.strictObject({
  kind: usualKind('lstm', lstmText),
  units,
  forgetBias: z.number().default(1).describe("Added to the forget gate's bias at the start; 1 helps to remember."),
  initialiser,
});

const gruText = 'Gated recurrent unit: close to LSTM with a quarter fewer weights.';
const gru = z.strictObject({ kind: kindOf('gru', gruText), units, initialiser });

export const cells = new Registry<CellModule>('cell', [
  { kind: 'lstm', label: 'LSTM', description: lstmText, schema: lstm, load: () => import('../nn/cells/lstm') },
  { kind: 'gru', label: 'GRU', description: gruText, schema: gru, load: () => import('../nn/cells/gru') },
  { kind: 'elman', label: 'Elman', description: elmanText, schema: elman, load: () => import('../nn/cells/elman') },
] satisfies Descriptor<CellModule>[]);

export const cellChoice = z.discriminatedUnion('kind', [lstm, gru, elman]);

export const cellSchema = cellChoice
  .prefault({ kind: 'lstm' })
  .describe('The recurrent cell that each layer is made of.');
