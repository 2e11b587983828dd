import type { BatchBuffer, Batches, InputSpec, OutputSpec } from '../../../engine/contracts/data';
import type { ModelConfig } from '../../../engine/contracts/experiment';
import type { Pass } from '../../../engine/contracts/network';
import type { Tensor } from '../../../engine/contracts/tensor';
import { Network } from '../../../engine/core/network';
import { crossEntropy } from '../../../engine/core/ops/losses';
import type { ModelFactory } from '../../../engine/models/model';
import { reference64 } from './backends';
import { createParts } from './model-parts';
import { constant, integers } from './tensors';

/** Two sequences of four and two steps; three outputs each, the last of which is padding in the second. */
export const [time, decoderTime, batch] = [4, 3, 2];
export const sourceWords = 6;
export const targetWords = 5;

export const words: InputSpec = { kind: 'tokens', vocabulary: sourceWords };
export const decoderWords: InputSpec = { kind: 'tokens', vocabulary: targetWords };
export const classes: OutputSpec = { kind: 'classes', size: targetWords, per: 'step' };

export const sourceIds = [0, 5, 2, 4, 1, 0, 5, 0];
export const decoderIds = [1, 1, 3, 4, 2, 0];
export const targetIds = [3, 4, 2, 2, 4, 0];

export function pairNetwork<C extends ModelConfig>(
  create: ModelFactory<C>,
  config: C,
  { input = words, seed = 2, backend = reference64.create() } = {},
): Network {
  const request = { seed, input, output: classes, decoder: decoderWords, config, ...createParts };
  return new Network(backend, seed, (store) => create({ store, ...request }));
}

/** A batch of pairs in a network's memory; what a pass and a loss take of it. */
export function pairBatch({ tape }: Network, training = true, step = 3) {
  const mask = constant(tape, [time, batch], [1, 1, 1, 1, 1, 0, 1, 0]);
  const decoderInput = integers(tape, [decoderTime, batch], decoderIds);
  const pass: Pass = { training, step, mask, decoderInput };
  const targets = integers(tape, [decoderTime, batch], targetIds);
  const weights = constant(tape, [decoderTime, batch], [1, 1, 1, 1, 1, 0]);
  const loss = (output: Tensor) => crossEntropy(output, targets, weights, 1 / 5).loss;
  return { source: integers(tape, [time, batch], sourceIds), pass, loss };
}

/** The whole data: eight pairs of different lengths to learn by heart, the target being the source backwards. */
export function eightPairs(input: InputSpec = words): Batches {
  const pairs = Array.from({ length: 8 }, (_, i) => {
    const length = 2 + (i % 3);
    return Array.from({ length }, (__, t) => 2 + ((i * 3 + t * (1 + (i % 2))) % 3));
  });
  const shape = {
    time: 4,
    batch: 8,
    input,
    output: classes,
    masked: true,
    decoder: { time: 5, input: decoderWords },
  };
  return {
    shape,
    count: 1,
    continuous: false,
    predictions: pairs.reduce((sum, { length }) => sum + length + 1, 0),
    read(_epoch, _index, into) {
      return pairs.reduce((sum, pair, b) => sum + writePair(pair, b, shape.batch, into), 0);
    },
  };
}

/** Eight vectors of different numbers, and a sequence of its own for each to learn by heart. */
export function eightVectors(): Batches {
  const size = 3;
  const shape = {
    time: 1,
    batch: 8,
    input: { kind: 'vectors', size },
    output: classes,
    decoder: { time: 5, input: decoderWords },
  } as const;
  const texts = Array.from({ length: 8 }, (_, i) => {
    return Array.from({ length: 2 + (i % 3) }, (__, t) => 2 + ((i >> t) % 3));
  });
  return {
    shape,
    count: 1,
    continuous: false,
    predictions: texts.reduce((sum, { length }) => sum + length + 1, 0),
    read(_epoch, _index, into) {
      return texts.reduce((sum, text, b) => {
        // The bits of its number.
        for (let i = 0; i < size; i++) into.input[b * size + i] = (b >> i) % 2 ? 1 : -1;
        return sum + writeTarget(text, b, shape.batch, into);
      }, 0);
    },
  };
}

/** Writes a source and its mirror. Returns the number of predictions. */
function writePair(source: readonly number[], b: number, sequences: number, into: BatchBuffer): number {
  for (let t = 0; t < 4; t++) {
    into.input[t * sequences + b] = source[t] ?? 0;
    if (into.mask) into.mask[t * sequences + b] = t < source.length ? 1 : 0;
  }
  return writeTarget(source.toReversed(), b, sequences, into);
}

/** Writes a target, which ends with 0 and starts from 1. Returns the number of predictions. */
function writeTarget(text: readonly number[], b: number, sequences: number, into: BatchBuffer): number {
  const target = [...text, 0];
  for (let t = 0; t < 5; t++) {
    const cell = t * sequences + b;
    if (into.decoderInput) into.decoderInput[cell] = t === 0 ? 1 : (target[t - 1] ?? 0);
    into.target[cell] = target[t] ?? 0;
    into.weights[cell] = t < target.length ? 1 : 0;
  }
  return target.length;
}
