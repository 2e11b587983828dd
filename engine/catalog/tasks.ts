import { z } from 'zod';
import type { Task } from '../contracts/data';
import { type Descriptor, kindOf, Registry } from './descriptor';
import { count } from './numbers';
import type { Reading } from './reading';

/** What a task gives to a model and wants of it. */
export interface TaskDescriptor extends Descriptor<Task> {
  readonly data: 'text' | 'table' | 'pairs';
  /** Of pairs: the format of a file whose name tells none. */
  readonly usualFormat?: string;
  /** Of tables: whether a column of text is what is learnt. */
  readonly writes?: boolean;
  readonly reads: Reading;
  readonly input: 'tokens' | 'vectors';
  readonly output: 'step' | 'sequence';
  /** Whether models read from both sides unless they are told otherwise. */
  readonly bothSides?: boolean;
  /** Whether later inputs are what is to be predicted: no model may look at them. */
  readonly streams: boolean;
}

const languageModelText = 'Predict every token of a text from those before it; then generate text.';
const languageModel = z.strictObject({ kind: kindOf('language-model', languageModelText) });

const scaler = z
  .enum(['standard', 'min-max', 'none'])
  .default('standard')
  .describe(
    'How columns are scaled, by the training part alone: to mean 0 and deviation 1, to the range 0 to 1, or not.',
  );

const forecastingText = 'Predict the next rows of a time series from the rows before them.';
const forecasting = z.strictObject({
  kind: kindOf('forecasting', forecastingText),
  window: count(65536).default(28).describe('Number of rows that the model sees.'),
  horizon: count(65536).default(7).describe('Number of rows that it predicts.'),
  scaler,
  season: count(1_000_000)
    .optional()
    .describe('Rows in a season, for the seasonal-naive baseline. Default: recognised from the time column.'),
});

const translationText =
  'Generate the target of a pair from its source: translations, spellings, dates and other rewritings.';
const translation = z.strictObject({
  kind: kindOf('translation', translationText),
  targetTokens: z
    .enum(['character', 'grapheme', 'word'])
    .optional()
    .describe('What one token of the target is. Default: data.tokens.'),
  vocabularies: z
    .enum(['separate', 'shared'])
    .default('separate')
    .describe('Whether source and target each have a vocabulary, or share one.'),
  longest: count(65536).default(200).describe('Most tokens of a source or a target. Longer pairs are left out.'),
});

const taggingText = 'Give every token of a sequence a tag: parts of speech, names in a text.';
const tagging = z.strictObject({
  kind: kindOf('tagging', taggingText),
  longest: count(65536).default(200).describe('Most tokens of a sentence. Longer ones are left out.'),
});

const clozeText = 'Predict hidden tokens of a text from both sides; then fill in the gaps of a text.';
const cloze = z.strictObject({
  kind: kindOf('cloze', clozeText),
  hidden: z.number().gt(0).lt(1).default(0.15).describe('Share of the tokens that are hidden, others every epoch.'),
});

const dataToTextText = 'Write a text about a row of numbers: one vector to a sequence.';
const dataToText = z.strictObject({
  kind: kindOf('data-to-text', dataToTextText),
  scaler,
  longest: count(65536).default(200).describe('Most tokens of a text. Rows with a longer one are left out.'),
});

export const tasks = new Registry<Task, TaskDescriptor>('task', [
  {
    kind: 'language-model',
    label: 'Language model',
    description: languageModelText,
    data: 'text',
    reads: 'sequence',
    input: 'tokens',
    output: 'step',
    streams: true,
    schema: languageModel,
    load: async () => (await import('../tasks/language-model')).languageModelTask,
  },
  {
    kind: 'forecasting',
    label: 'Forecasting',
    description: forecastingText,
    data: 'table',
    reads: 'sequence',
    input: 'vectors',
    output: 'sequence',
    streams: false,
    schema: forecasting,
    load: async () => (await import('../tasks/forecasting')).forecastingTask,
  },
  {
    kind: 'translation',
    label: 'Translation',
    description: translationText,
    data: 'pairs',
    usualFormat: 'pairs',
    reads: 'pair',
    input: 'tokens',
    output: 'step',
    streams: false,
    schema: translation,
    load: async () => (await import('../tasks/translation')).translationTask,
  },
  {
    kind: 'tagging',
    label: 'Tagging',
    description: taggingText,
    data: 'pairs',
    usualFormat: 'conll',
    reads: 'sequence',
    bothSides: true,
    input: 'tokens',
    output: 'step',
    streams: false,
    schema: tagging,
    load: async () => (await import('../tasks/tagging')).taggingTask,
  },
  {
    kind: 'cloze',
    label: 'Cloze',
    description: clozeText,
    data: 'text',
    reads: 'sequence',
    bothSides: true,
    input: 'tokens',
    output: 'step',
    streams: false,
    schema: cloze,
    load: async () => (await import('../tasks/cloze')).clozeTask,
  },
  {
    kind: 'data-to-text',
    label: 'Data to text',
    description: dataToTextText,
    data: 'table',
    writes: true,
    reads: 'vector',
    input: 'vectors',
    output: 'step',
    streams: false,
    schema: dataToText,
    load: async () => (await import('../tasks/data-to-text')).dataToTextTask,
  },
]);

export const taskSchema = z
  .discriminatedUnion('kind', [languageModel, forecasting, translation, tagging, cloze, dataToText])
  .describe('What is learnt. Guessed from the data when left out.');
