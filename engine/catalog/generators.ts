import { z } from 'zod';
import type { Generator } from '../contracts/data';
import type { DataConfig, GenerateConfig } from '../contracts/experiment';
import { type Descriptor, kindOf, Registry } from './descriptor';
import { count } from './numbers';

/** Data that is made, not read. */
export interface GeneratorDescriptor extends Descriptor<Generator> {
  /** Which columns are read and predicted, where the experiment does not say. */
  readonly data: Partial<DataConfig>;
}

const sequences = count(10_000_000)
  .default(2000)
  .describe('Number of sequences; data.split deals them out to the parts.');
const seed = z
  .int()
  .min(0)
  .max(0xffffffff)
  .default(1)
  .describe('Seed of the sequences. The same seed gives the same data.');

const addingText = 'The adding problem: the sum of the two marked ones among many numbers, one in each half.';
const adding = z.strictObject({
  kind: kindOf('adding', addingText),
  length: z.int().min(2).max(65536).default(50).describe('Numbers in a sequence.'),
  sequences,
  seed,
});

const copyMemoryText = 'The copying problem: some symbols, a long delay, and then the same symbols again.';
const copyMemory = z.strictObject({
  kind: kindOf('copy-memory', copyMemoryText),
  symbols: count(26).default(8).describe('Different symbols.'),
  length: count(1000).default(10).describe('Symbols to be kept in mind.'),
  delay: count(65536).default(30).describe('Steps between the symbols and their recall.'),
  sequences,
  seed,
});

export const generators = new Registry<Generator, GeneratorDescriptor>('generator', [
  {
    kind: 'adding',
    label: 'Adding problem',
    description: addingText,
    data: { columns: ['value', 'mark'], target: ['sum'], group: 'sequence' },
    schema: adding,
    load: async () => (await import('../data/generators/adding')).addingGenerator,
  },
  {
    kind: 'copy-memory',
    label: 'Copying problem',
    description: copyMemoryText,
    data: {},
    schema: copyMemory,
    load: async () => (await import('../data/generators/copy-memory')).copyMemoryGenerator,
  },
]);

export const generateSchema = z
  .discriminatedUnion('kind', [adding, copyMemory])
  .optional()
  .describe('Make the data instead of reading a file: tasks that show how far back a network can learn.');

/** The task that each is for, as an experiment file gives it. */
const usualTasks: {
  readonly [K in GenerateConfig['kind']]: (config: Extract<GenerateConfig, { kind: K }>) => object;
} = {
  adding: ({ length }) => ({ kind: 'forecasting', window: length, horizon: 1, scaler: 'none', season: 1 }),
  'copy-memory': ({ length, delay }) => ({ kind: 'tagging', longest: Math.max(200, 2 * length + delay) }),
};

export function generatedTask(config: GenerateConfig): object {
  // The compiler does not see that a configuration and its function have the same kind.
  return (usualTasks[config.kind] as (config: GenerateConfig) => object)(config);
}
