import type { Example } from '../../../engine/contracts/data';
import { models } from '../../../engine/catalog/models';
import { ParameterStore } from '../../../engine/core/parameters';
import { Tape } from '../../../engine/core/tape';
import type { CreateModel } from '../../../engine/core/network';
import type { Bench } from '../../../engine/inspect/bench';
import { createPlanningBackend } from '../../../engine/kernels/planning';
import type { ModelFactory } from '../../../engine/models/model';
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
export async function benchOf(
  model: object,
  outputs: number,
  {
    inputs,
    per = 'step',
    backend = reference64,
  }: { inputs?: number; per?: 'step' | 'sequence'; backend?: BackendCase } = {},
): Promise<TestBench> {
  const { model: config } = experimentOf(model, {});
  const { create } = (await models.load('recurrent')) as { create: ModelFactory };
  const input =
    inputs === undefined
      ? ({ kind: 'tokens', vocabulary: outputs } as const)
      : ({ kind: 'vectors', size: inputs } as const);
  const output = { kind: inputs === undefined ? 'classes' : 'values', size: outputs, per } as const;
  const createModel: CreateModel = (store) => create({ store, config, seed: 1, input, output, ...createParts });
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
    outputNames: Array.from({ length: vocabulary }, (_, id) => String(id)),
  };
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
