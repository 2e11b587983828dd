import { z } from 'zod';
import type { OptimizerFactory } from '../train/optimizer';
import { type Descriptor, kindOf, Registry, usualKind } from './descriptor';
import { positive, share } from './numbers';

interface OptimizerModule {
  readonly create: OptimizerFactory<never>;
}

const rate = (usual: number) => positive().default(usual).describe('Learning rate, before the schedule.');
const epsilon = positive().default(1e-8).describe('Keeps the division from blowing up.');

const moments = {
  rate: rate(0.002),
  beta1: share().default(0.9).describe('Decay of the mean of gradients.'),
  beta2: share().default(0.999).describe('Decay of the mean of squared gradients.'),
  epsilon,
};

const adamwText = 'Adam with decoupled weight decay: a good first choice.';
const adamw = z.strictObject({ kind: usualKind('adamw', adamwText), ...moments });

const adamText = 'Adaptive moments; weight decay acts as L2 regularisation.';
const adam = z.strictObject({ kind: kindOf('adam', adamText), ...moments });

const rmspropText = 'Divides by a running mean of squared gradients; at home with recurrent networks.';
const rmsprop = z.strictObject({
  kind: kindOf('rmsprop', rmspropText),
  rate: rate(0.001),
  alpha: share().default(0.99).describe('Decay of the mean of squared gradients.'),
  epsilon,
  momentum: share().default(0).describe('Share of the last update that is kept.'),
});

const sgdText = 'Stochastic gradient descent, with momentum if wanted.';
const sgd = z.strictObject({
  kind: kindOf('sgd', sgdText),
  rate: rate(0.1),
  momentum: share().default(0).describe('Share of the last update that is kept.'),
  nesterov: z.boolean().default(false).describe("Whether to use Nesterov's momentum."),
});

const loadAdam = () => import('../train/optimizers/adam');

export const optimizers = new Registry<OptimizerModule>('optimizer', [
  { kind: 'adamw', label: 'AdamW', description: adamwText, schema: adamw, load: loadAdam },
  { kind: 'adam', label: 'Adam', description: adamText, schema: adam, load: loadAdam },
  {
    kind: 'rmsprop',
    label: 'RMSProp',
    description: rmspropText,
    schema: rmsprop,
    load: () => import('../train/optimizers/rmsprop'),
  },
  { kind: 'sgd', label: 'SGD', description: sgdText, schema: sgd, load: () => import('../train/optimizers/sgd') },
] satisfies Descriptor<OptimizerModule>[]);

export const optimizerSchema = z
  .discriminatedUnion('kind', [adamw, adam, rmsprop, sgd])
  .prefault({ kind: 'adamw' })
  .describe('How weights follow their gradients.');
