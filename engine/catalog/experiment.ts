import { z } from 'zod';
import type { Experiment, ModelConfig, TaskConfig } from '../contracts/experiment';
import { formats } from './formats';
import { generateSchema } from './generators';
import { models, modelSchema } from './models';
import { atLeastZero, count, countOrZero, fraction, positive } from './numbers';
import { optimizerSchema } from './optimizers';
import { scheduleSchema } from './schedules';
import { tasks, taskSchema } from './tasks';

/** One name or a list of names; always a list once parsed. */
const names = () =>
  z.union([z.string().min(1), z.array(z.string().min(1)).min(1)]).transform((value) => [value].flat());

const filePath = () => z.string().min(1).max(4096);

/** A file, or two that belong together line by line. */
const dataPath = () => z.union([filePath(), z.tuple([filePath(), filePath()])]).optional();

const missing = z
  .strictObject({
    tokens: z
      .array(z.string())
      .default(['', 'NA', 'N/A', 'NaN', 'null'])
      .describe('Cells that mean "no value". The empty string is an empty cell.'),
    policy: z
      .enum(['error', 'drop', 'forward', 'interpolate'])
      .default('error')
      .describe(
        'What to do about them: refuse, drop the row, repeat the value before, or draw a line between neighbours.',
      ),
  })
  .prefault({})
  .describe('Missing values of a table.');

const data = z
  .strictObject({
    generate: generateSchema,
    path: dataPath().describe(
      'The data file, relative to this file, or two files that belong together line by line. It is split into three parts.',
    ),
    train: dataPath().describe('File of the training part, instead of path.'),
    validation: dataPath().describe('File of the validation part, with train.'),
    test: dataPath().describe('File of the test part, with train.'),
    split: z
      .tuple([fraction(), fraction(), fraction()])
      .default([0.9, 0.05, 0.05])
      .describe(
        'Fractions of path for training, validation and test. They sum to 1. Texts and tables are cut in this order in time; pairs are dealt out at random.',
      ),
    format: z.enum(formats.kinds).optional().describe('Format of the file. Recognised when left out.'),
    encoding: z
      .string()
      .optional()
      .describe('Character encoding, such as utf-8, utf-16le or gb18030. Recognised when left out.'),
    tokens: z
      .enum(['character', 'grapheme', 'word'])
      .default('character')
      .describe('What one token of a text is: a code point, a character as people see it, or a word.'),
    vocabulary: z
      .int()
      .min(2)
      .max(1_000_000)
      .optional()
      .describe('Greatest number of different tokens; rarer ones become the unknown token.'),
    columns: names()
      .optional()
      .describe(
        'Input columns of a table. Default: the target columns; to write a text about a row, they must be named. In a file of pairs: the column or key of the source.',
      ),
    target: names()
      .optional()
      .describe(
        'Columns to predict. Default: every column of numbers. To write a text about a row: the column of the text. In a file of pairs: the column or key of the target.',
      ),
    time: z.string().min(1).optional().describe('The column that orders the rows. Default: the first column of dates.'),
    group: z
      .string()
      .min(1)
      .optional()
      .describe(
        'The column that tells independent series apart. In a file of pairs: rows that have it in common stay in one part. Default there: the source.',
      ),
    delimiter: z.string().length(1).optional().describe('The character between cells. Recognised when left out.'),
    header: z
      .boolean()
      .optional()
      .describe('Whether the first line of a table names its columns. Recognised when left out.'),
    missing,
  })
  .superRefine((value, context) => {
    const sum = value.split.reduce((total, part) => total + part, 0);
    if (Math.abs(sum - 1) > 1e-6) {
      context.addIssue({ code: 'custom', path: ['split'], params: { code: 'config.split-sum', sum } });
    }
    if (value.path === undefined && value.train === undefined && value.generate === undefined) {
      context.addIssue({ code: 'custom', path: [], params: { code: 'config.no-data' } });
    }
    const surplus = (['train', 'validation', 'test'] as const).find((part) => value[part] !== undefined);
    if (value.path !== undefined && surplus) {
      context.addIssue({ code: 'custom', path: [surplus], params: { code: 'config.path-and-parts' } });
    }
    const file = (['path', 'train', 'validation', 'test'] as const).find((key) => value[key] !== undefined);
    if (value.generate && file) {
      context.addIssue({ code: 'custom', path: [file], params: { code: 'config.generate-and-files' } });
    }
    for (const key of ['columns', 'target'] as const) {
      const repeated = value[key]?.findIndex((name, i, all) => all.indexOf(name) < i) ?? -1;
      if (repeated < 0) continue;
      const params = { code: 'config.repeated', name: value[key]?.[repeated] };
      context.addIssue({ code: 'custom', path: [key, repeated], params });
    }
  })
  .describe('Where the data is and how to read it.');

/** Threads that an experiment or a person may ask for. */
export const mostThreads = 64;

const train = z
  .strictObject({
    epochs: count(1_000_000).default(10).describe('Passes over the training data.'),
    steps: count(1_000_000_000).optional().describe('Number of steps, instead of epochs.'),
    batch: count(65536).default(32).describe('Sequences in a batch.'),
    window: count(65536)
      .default(64)
      .describe('Steps of truncated back-propagation through time, for tasks that stream through a text.'),
    carry: z.boolean().default(true).describe('Whether the state goes on from one window of a text to the next.'),
    seed: z.int().min(0).max(0xffffffff).default(1).describe('Seed of all random numbers.'),
    optimizer: optimizerSchema,
    schedule: scheduleSchema,
    clip: z
      .strictObject({
        norm: positive().optional().describe('Greatest norm of all gradients together.'),
        value: positive().optional().describe('Greatest absolute value of each gradient.'),
      })
      .prefault({ norm: 1 })
      .describe('Limits of the gradient.'),
    weightDecay: atLeastZero().default(0).describe('Decay of the weights.'),
    validateEvery: count(1_000_000_000).optional().describe('Validate every so many steps. Default: once an epoch.'),
    stopEarly: z
      .strictObject({
        patience: countOrZero(1_000_000).default(5).describe('Validations without enough gain that are put up with.'),
        minimumGain: atLeastZero().default(0).describe('Loss by which a validation must be better to count.'),
      })
      .optional()
      .describe('End the run when the validation loss no longer falls.'),
    checkpointSeconds: atLeastZero().max(86400).default(20).describe('Seconds between two checkpoints.'),
    keepCheckpoints: countOrZero(10_000).default(0).describe('How many checkpoints are kept, one for each validation.'),
    probe: z
      .strictObject({
        share: positive().max(0.5).default(0.02).describe('Share of the training time that may be spent on it.'),
      })
      .optional()
      .describe(
        'Sample in training how far back in time gradients reach, for the inspector. The weights stay the same.',
      ),
    backend: z
      .enum(['auto', 'reference', 'simd', 'relaxed-simd', 'native'])
      .default('auto')
      .describe('Which kernels compute. The reference is slow and exact; native has a library of the system multiply.'),
    threads: z
      .union([z.literal('auto'), count(mostThreads)])
      .default('auto')
      .describe('How many processor cores compute; auto leaves one free where there are many. The result is the same.'),
  })
  .prefault({})
  .describe('How to train.');

/** A whole experiment file. The task may be missing: it is guessed from the data then. A missing model is the task's usual one. */
export const experimentSchema = z.strictObject({
  $schema: z.string().optional().describe('Location of the schema of this file.'),
  data,
  task: taskSchema.optional(),
  model: modelSchema.optional(),
  train,
});

export type ParsedExperiment = Omit<Experiment, 'task' | 'model'> & {
  readonly task?: TaskConfig;
  readonly model?: ModelConfig;
};

/** A task with all its defaults. */
export function defaultTask(kind: string): TaskConfig {
  return taskSchema.parse({ kind: tasks.find(kind).kind });
}

/** A model with all its defaults. */
export function defaultModel(kind: string): ModelConfig {
  return modelSchema.parse({ kind: models.find(kind).kind });
}
