import { z } from 'zod';
import type { ScheduleFactory } from '../train/schedule';
import { type Descriptor, kindOf, Registry, usualKind } from './descriptor';
import { count, countOrZero, fraction } from './numbers';

interface ScheduleModule {
  readonly create: ScheduleFactory<never>;
}

const steps = () => count(1_000_000_000);
const factor = (usual: number) => z.number().gt(0).lt(1).default(usual).describe('What the rate is multiplied by.');

const constantText = 'The rate stays as it is.';
const constant = z.strictObject({ kind: usualKind('constant', constantText) });

const stepText = 'The rate falls in stairs.';
const step = z.strictObject({
  kind: kindOf('step', stepText),
  every: steps().default(1000).describe('Steps between two falls.'),
  factor: factor(0.5),
});

const cosineText = 'The rate falls along half a cosine over the whole run.';
const cosine = z.strictObject({
  kind: kindOf('cosine', cosineText),
  minimum: fraction().default(0.05).describe('Share of the rate that is left at the end.'),
});

const warmupText = 'The rate rises in a line, then stays.';
const linearWarmup = z.strictObject({
  kind: kindOf('linear-warmup', warmupText),
  warmup: steps().default(200).describe('Steps until the full rate.'),
});

const oneCycleText = 'The rate rises, then falls far below its start, both along half cosines.';
const oneCycle = z.strictObject({
  kind: kindOf('one-cycle', oneCycleText),
  warmupFraction: z.number().gt(0).lt(1).default(0.3).describe('Share of all steps in which the rate rises.'),
  start: fraction().default(0.04).describe('Share of the rate at the start.'),
  end: fraction().default(0.0001).describe('Share of the rate at the end.'),
});

const plateauText = 'The rate falls when the validation loss no longer does.';
const plateau = z.strictObject({
  kind: kindOf('plateau', plateauText),
  factor: factor(0.5),
  patience: countOrZero(1_000_000).default(2).describe('Validations without a better loss that are put up with.'),
  minimum: fraction().default(0.001).describe('Share of the rate that it never falls below.'),
});

export const schedules = new Registry<ScheduleModule>('schedule', [
  {
    kind: 'constant',
    label: 'Constant',
    description: constantText,
    schema: constant,
    load: () => import('../train/schedules/constant'),
  },
  { kind: 'step', label: 'Step', description: stepText, schema: step, load: () => import('../train/schedules/step') },
  {
    kind: 'cosine',
    label: 'Cosine',
    description: cosineText,
    schema: cosine,
    load: () => import('../train/schedules/cosine'),
  },
  {
    kind: 'linear-warmup',
    label: 'Linear warm-up',
    description: warmupText,
    schema: linearWarmup,
    load: () => import('../train/schedules/linear-warmup'),
  },
  {
    kind: 'one-cycle',
    label: 'One cycle',
    description: oneCycleText,
    schema: oneCycle,
    load: () => import('../train/schedules/one-cycle'),
  },
  {
    kind: 'plateau',
    label: 'Plateau',
    description: plateauText,
    schema: plateau,
    load: () => import('../train/schedules/plateau'),
  },
] satisfies Descriptor<ScheduleModule>[]);

export const scheduleSchema = z
  .discriminatedUnion('kind', [constant, step, cosine, linearWarmup, oneCycle, plateau])
  .prefault({ kind: 'constant' })
  .describe('How the learning rate changes over the run.');
