import { z } from 'zod';
import type { ModelFactory } from '../models/model';
import { cellSchema } from './cells';
import { type Descriptor, Registry, usualKind } from './descriptor';
import { count, share } from './numbers';
import type { Reading } from './reading';
import type { TaskDescriptor } from './tasks';

interface ModelModule {
  readonly create: ModelFactory<never>;
}

/** What a model can take and give, so that tasks and models fit by kind. */
export interface ModelDescriptor extends Descriptor<ModelModule> {
  readonly reads: Reading;
  readonly inputs: readonly ('tokens' | 'vectors')[];
  readonly outputs: readonly ('step' | 'sequence')[];
}

const recurrentText = 'A stack of recurrent layers with a linear head: for every step, or one answer for a sequence.';
const recurrent = z.strictObject({
  kind: usualKind('recurrent', recurrentText),
  cell: cellSchema,
  layers: count(64).default(1).describe('Number of recurrent layers, one on top of the other.'),
  bidirectional: z
    .boolean()
    .default(false)
    .describe(
      'Whether each layer reads forwards and backwards. Not for language models, which must not see the future.',
    ),
  embedding: count(16384).optional().describe("Size of the vector for each token. Default: the cell's units."),
  dropout: share().default(0).describe('Share of units that is dropped between layers while training.'),
  variational: z
    .boolean()
    .default(false)
    .describe('Use one dropout mask for all time steps, on the recurrent state too (Gal and Ghahramani 2016).'),
  pool: z
    .enum(['last', 'mean'])
    .default('last')
    .describe('Which outputs a single answer is made of: the last one, or the mean of all.'),
});

export const models = new Registry<ModelModule, ModelDescriptor>('model', [
  {
    kind: 'recurrent',
    label: 'Recurrent network',
    description: recurrentText,
    reads: 'sequence',
    inputs: ['tokens', 'vectors'],
    outputs: ['step', 'sequence'],
    schema: recurrent,
    load: () => import('../models/recurrent'),
  },
]);

export const modelSchema = z
  .discriminatedUnion('kind', [recurrent])
  .describe('The network. Default: the usual one for the task.');

/** What models and tasks fit by. */
type Fit = Pick<TaskDescriptor, 'reads' | 'input' | 'output'>;

/** Whether a model can take what a task gives, and give what it wants. */
export function fits({ reads, inputs, outputs }: ModelDescriptor, wanted: Fit): boolean {
  return reads === wanted.reads && inputs.includes(wanted.input) && outputs.includes(wanted.output);
}

/** The usual model for a task: the first that fits. */
export function modelFor(wanted: Fit): ModelDescriptor {
  const found = models.all.find((model) => fits(model, wanted));
  if (!found) throw new Error('no model fits the task');
  return found;
}
