import { z } from 'zod';
import type { ModelFactory } from '../models/model';
import { attentionSchema } from './attentions';
import { cellChoice, cellSchema } from './cells';
import { type Descriptor, kindOf, Registry, usualKind } from './descriptor';
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

const dropout = share().default(0).describe('Share of units that is dropped between layers while training.');

const variational = z
  .boolean()
  .default(false)
  .describe('Use one dropout mask for all time steps, on the recurrent state too (Gal and Ghahramani 2016).');

const recurrentText = 'A stack of recurrent layers with a linear head: for every step, or one answer for a sequence.';
const recurrent = z.strictObject({
  kind: usualKind('recurrent', recurrentText),
  cell: cellSchema,
  layers: count(64).default(1).describe('Number of recurrent layers, one on top of the other.'),
  bidirectional: z
    .boolean()
    .default(false)
    .describe(
      'Whether each layer reads forwards and backwards. Not for language models, which must not see the future. Default: for tagging and cloze.',
    ),
  embedding: count(16384).optional().describe("Size of the vector for each token. Default: the cell's units."),
  dropout,
  variational,
  pool: z
    .enum(['last', 'mean'])
    .default('last')
    .describe('Which outputs a single answer is made of: the last one, or the mean of all.'),
  attention: attentionSchema
    .optional()
    .describe('Self-attention: steps look at all steps before the answer is given. Not for language models.'),
});

const teacherForcingText = 'The true tokens, always.';
const freeRunningText = 'Its own outputs, always: slow to learn, but what it meets later.';
const scheduledText = 'First the true tokens, then more and more of its own outputs (Bengio et al. 2015).';
const feedback = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: usualKind('teacher-forcing', teacherForcingText) }),
    z.strictObject({
      kind: kindOf('scheduled-sampling', scheduledText),
      decay: z
        .enum(['linear', 'exponential', 'inverse-sigmoid'])
        .default('inverse-sigmoid')
        .describe('How the share of true tokens falls: in a straight line, by a factor a step, or late and steeply.'),
      halfway: count(1_000_000_000)
        .default(1000)
        .describe('Training steps after which half of what it reads are its own outputs.'),
      minimum: share().default(0).describe('Least share of true tokens.'),
    }),
    z.strictObject({ kind: kindOf('free-running', freeRunningText) }),
  ])
  .prefault({ kind: 'teacher-forcing' })
  .describe('What the decoder reads while it learns.');

const context = z
  .enum(['state', 'input', 'both'])
  .default('state')
  .describe('How the decoder gets its context: as its first state, as a part of the input of every step, or both.');

const encoderDecoderText =
  'One sequence to another: an encoder reads the source, a decoder writes the target, with attention if wanted.';
const encoderDecoder = z.strictObject({
  kind: kindOf('encoder-decoder', encoderDecoderText),
  cell: cellSchema,
  decoderCell: cellChoice.optional().describe('The recurrent cell of the decoder. Default: as the encoder.'),
  layers: count(64).default(1).describe('Number of recurrent layers of the encoder.'),
  decoderLayers: count(64).optional().describe('Number of recurrent layers of the decoder. Default: as the encoder.'),
  bidirectional: z.boolean().default(false).describe('Whether each layer of the encoder reads forwards and backwards.'),
  embedding: count(16384).optional().describe("Size of the vector for each token. Default: the cell's units."),
  sharedEmbedding: z
    .boolean()
    .default(false)
    .describe('Use one table of token vectors for source and target. They must share their vocabulary.'),
  dropout,
  variational,
  context,
  attention: attentionSchema
    .optional()
    .describe('How the decoder looks back at the steps of the source. Without it, the context is all that it knows.'),
  attend: z
    .enum(['before', 'after'])
    .optional()
    .describe(
      'Whether the decoder looks back before its cell, which reads what it saw, or after it. Default: before for additive attention, after for the others.',
    ),
  inputFeeding: z
    .boolean()
    .default(false)
    .describe('With attention after the cell: whether the next step reads what this step saw.'),
  feedback,
});

const vectorToSequenceText = 'One vector to a sequence: a decoder that starts from it, or reads it at every step.';
const vectorToSequence = z.strictObject({
  kind: kindOf('vector-to-sequence', vectorToSequenceText),
  cell: cellSchema,
  layers: count(64).default(1).describe('Number of recurrent layers, one on top of the other.'),
  embedding: count(16384).optional().describe("Size of the vector for each token. Default: the cell's units."),
  dropout,
  variational,
  context,
  feedback,
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
  {
    kind: 'encoder-decoder',
    label: 'Encoder-decoder',
    description: encoderDecoderText,
    reads: 'pair',
    inputs: ['tokens', 'vectors'],
    outputs: ['step'],
    schema: encoderDecoder,
    load: () => import('../models/encoder-decoder'),
  },
  {
    kind: 'vector-to-sequence',
    label: 'Vector to sequence',
    description: vectorToSequenceText,
    reads: 'vector',
    inputs: ['tokens', 'vectors'],
    outputs: ['step'],
    schema: vectorToSequence,
    load: () => import('../models/vector-to-sequence'),
  },
]);

export const modelSchema = z
  .discriminatedUnion('kind', [recurrent, encoderDecoder, vectorToSequence])
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
