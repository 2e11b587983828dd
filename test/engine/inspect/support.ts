import type { Example, InputSpec } from '../../../engine/contracts/data';
import { models } from '../../../engine/catalog/models';
import { ParameterStore } from '../../../engine/core/parameters';
import { Tape } from '../../../engine/core/tape';
import type { CreateModel } from '../../../engine/core/network';
import type { Bench } from '../../../engine/inspect/bench';
import { createPlanningBackend } from '../../../engine/kernels/planning';
import type { ModelFactory, ModelRequest } from '../../../engine/models/model';
import { oneSequence } from '../../../engine/tasks/one-sequence';
import { type BackendCase, reference64 } from '../support/backends';
import { createParts } from '../support/model-parts';
import { randomValues } from '../support/tensors';
import { experimentOf } from '../support/training';

interface TestTensor {
  readonly shape: readonly number[];
  readonly data: Float64Array;
}

export interface TestBench extends Bench {
  /** The weights: changed in place, the next piece of work sees the change. */
  readonly tensors: Map<string, TestTensor>;
}

/** A recurrent network on tokens, or on vectors of `inputs` numbers, with random weights that are nowhere zero. */
export function benchOf(
  model: object,
  outputs: number,
  {
    inputs,
    per = 'step',
    backend = reference64,
  }: { inputs?: number; per?: 'step' | 'sequence'; backend?: BackendCase } = {},
): Promise<TestBench> {
  const input = inputs === undefined ? tokens(outputs) : ({ kind: 'vectors', size: inputs } as const);
  const output = { kind: inputs === undefined ? 'classes' : 'values', size: outputs, per } as const;
  return trialBench({ kind: 'recurrent', ...model }, { input, output }, backend);
}

/** The same of a network that writes tokens: an encoder-decoder on tokens, unless it reads something else. */
export function writerBench(
  model: Readonly<Record<string, unknown>> & { readonly kind: string },
  { input, target, backend = reference64 }: { input: InputSpec; target: number; backend?: BackendCase },
): Promise<TestBench> {
  const output = { kind: 'classes', size: target, per: 'step' } as const;
  return trialBench(model, { input, output, decoder: tokens(target) }, backend);
}

function tokens(vocabulary: number): InputSpec {
  return { kind: 'tokens', vocabulary };
}

async function trialBench(
  model: Readonly<Record<string, unknown>> & { readonly kind: string },
  specs: Pick<ModelRequest, 'input' | 'output' | 'decoder'>,
  backend: BackendCase,
): Promise<TestBench> {
  const { model: config } = experimentOf(model, {});
  const { create } = (await models.load(model.kind)) as { create: ModelFactory };
  const createModel: CreateModel = (store) => create({ store, config, seed: 1, ...specs, ...createParts });
  const store = new ParameterStore(new Tape(backend.create()), 1);
  createModel(store);
  const tensors = new Map(
    store.all.map(({ path = '', shape, size }) => {
      return [path, { shape, data: Float64Array.from(randomValues(size, path), (value) => 0.4 * value) }] as const;
    }),
  );
  return {
    tensors,
    createModel,
    weights: tensors,
    plan: () => createPlanningBackend(backend.type, 'reference', backend.create(0).base),
    create: (bytes) => backend.create(bytes),
    limit: 2 ** 30,
  };
}

/** A text of ids in which every token's truth is the one after it. */
export function textExample(ids: readonly number[], vocabulary: number): Example {
  return {
    batches: oneSequence({
      input: { kind: 'tokens', vocabulary },
      output: { kind: 'classes', size: vocabulary, per: 'step' },
      values: ids,
      targets: [...ids.slice(1), NaN],
    }),
    sides: { source: ids.map(String) },
    outputNames: names(vocabulary),
    feedback: { kind: 'text' },
  };
}

/** What a decoder that begins with 0 writes, and its end, which is 1. */
export function writtenExample(
  input: InputSpec,
  source: readonly number[],
  ids: readonly number[],
  target: number,
): Example {
  return {
    batches: oneSequence({
      input,
      output: { kind: 'classes', size: target, per: 'step' },
      values: source,
      decoder: { input: tokens(target), values: [0, ...ids] },
      targets: [...ids, 1],
    }),
    sides: { source: source.map(String), target: [...ids, 1].map(String) },
    outputNames: names(target),
    feedback: { kind: 'decoder' },
  };
}

/** A text of ids, some of which are hidden behind the id 1: they alone count. */
export function clozeExample(ids: readonly number[], hidden: readonly number[], vocabulary: number): Example {
  return {
    batches: oneSequence({
      input: tokens(vocabulary),
      output: { kind: 'classes', size: vocabulary, per: 'step' },
      values: ids.map((id, t) => (hidden.includes(t) ? 1 : id)),
      targets: ids.map((id, t) => (hidden.includes(t) ? id : NaN)),
    }),
    sides: { source: ids.map(String) },
    outputNames: names(vocabulary),
    hidden,
  };
}

function names(count: number): string[] {
  return Array.from({ length: count }, (_, id) => String(id));
}

/** Rows of numbers, and one answer. */
export function tableExample(rows: readonly (readonly number[])[], answer: readonly number[]): Example {
  return {
    batches: oneSequence({
      input: { kind: 'vectors', size: rows[0].length },
      output: { kind: 'values', size: answer.length, per: 'sequence' },
      values: rows.flat(),
      targets: answer,
    }),
    sides: { source: rows.map((_, i) => `row ${i + 1}`) },
    inputNames: rows[0].map((_, i) => `column ${i + 1}`),
    outputNames: answer.map((_, i) => `answer ${i + 1}`),
  };
}
