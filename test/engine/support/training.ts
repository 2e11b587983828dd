import assert from 'node:assert/strict';
import type { Backend } from '../../../engine/contracts/backend';
import type { Checkpoint, CheckpointName } from '../../../engine/contracts/checkpoint';
import type { Batches, Prepared } from '../../../engine/contracts/data';
import type { EndEvent, EndReason, RunEvent } from '../../../engine/contracts/events';
import type { Experiment } from '../../../engine/contracts/experiment';
import { experimentSchema } from '../../../engine/catalog/experiment';
import { models } from '../../../engine/catalog/models';
import { schedules } from '../../../engine/catalog/schedules';
import type { CreateModel } from '../../../engine/core/network';
import { createPlanningBackend } from '../../../engine/kernels/planning';
import type { ModelFactory } from '../../../engine/models/model';
import { StreamBatches } from '../../../engine/data/stream-batches';
import { TokenSequence } from '../../../engine/data/token-sequence';
import { optimizers } from '../../../engine/catalog/optimizers';
import type { OptimizerFactory } from '../../../engine/train/optimizer';
import { planTraining } from '../../../engine/train/plan';
import type { ProgramRequest } from '../../../engine/train/program';
import type { ScheduleFactory } from '../../../engine/train/schedule';
import { Trainer } from '../../../engine/train/trainer';
import { reference32 } from './backends';
import { createParts } from './model-parts';

/** An experiment with all defaults, changed where a test wants it. */
export function experimentOf(model: object, train: object): Experiment {
  return experimentSchema.parse({
    data: { path: 'memory' },
    task: { kind: 'language-model' },
    model: { kind: 'recurrent', ...model },
    train,
  }) as Experiment;
}

/** Ids that repeat a phrase: easy to learn. */
export function phrase(length: number): TokenSequence {
  const period = [1, 2, 3, 1, 4, 2, 5, 5, 3];
  return TokenSequence.from(Array.from({ length }, (_, i) => period[i % period.length]));
}

export const vocabulary = 6;

/** A text of `length` tokens, its last quarter for validation. */
export function preparedText(experiment: Experiment, length = 400): Prepared {
  const { batch, window } = experiment.train;
  const cut = Math.floor(length * 0.75);
  const tokens = phrase(length);
  const part = (start: number, end: number): Batches =>
    new StreamBatches(tokens, { start, end }, vocabulary, batch, window);
  return prepared({ train: part(0, cut), validation: part(cut, length) });
}

export function prepared(parts: Prepared['parts']): Prepared {
  return {
    parts,
    record: {} as Prepared['record'],
    metrics: () => ({ add: () => {}, result: () => ({}) }),
    evaluator: () => assert.fail('these tests evaluate nothing'),
  };
}

export async function programRequest(experiment: Experiment, data: Prepared): Promise<ProgramRequest> {
  const model = (await models.load(experiment.model.kind)).create as ModelFactory;
  const optimizer = (await optimizers.load(experiment.train.optimizer.kind)).create as OptimizerFactory;
  const { optimizer: config, weightDecay, seed } = experiment.train;
  const { input, output, decoder } = (data.parts.train as Batches).shape;
  const createModel: CreateModel = (store) =>
    model({ store, seed, input, output, decoder: decoder?.input, ...createParts, config: experiment.model });
  return {
    train: experiment.train,
    prepared: data,
    createModel,
    createOptimizer: (store) => optimizer(store, config, weightDecay),
  };
}

export interface Training {
  readonly end: EndEvent;
  readonly events: readonly RunEvent[];
  readonly trainer: Trainer;
  /** What a run folder would hold: copies. */
  readonly saved: Map<CheckpointName, Checkpoint>;
  readonly probes: ReadonlyMap<number, Checkpoint>;
}

export interface TrainingOptions {
  readonly data?: Prepared;
  readonly backend?: (bytes: number) => Backend;
  readonly checkpoint?: Checkpoint;
  readonly saved?: Map<CheckpointName, Checkpoint>;
  /** Asked before every step. */
  readonly stop?: (events: readonly RunEvent[]) => Extract<EndReason, 'stopped' | 'interrupted'> | undefined;
  /** Called with every save; may throw to play a full disk or a kill. */
  readonly onSave?: (name: CheckpointName) => void;
}

/** Trains in memory with a clock that ticks a millisecond a look. */
export async function trainInMemory(experiment: Experiment, options: TrainingOptions = {}): Promise<Training> {
  const request = await programRequest(experiment, options.data ?? preparedText(experiment));
  const create = options.backend ?? reference32.create;
  const plan = planTraining(request, createPlanningBackend('f32', 'reference', create(0).base), 2 ** 32);
  const schedule = (await schedules.load(experiment.train.schedule.kind)).create as ScheduleFactory;
  const events: RunEvent[] = [];
  const saved = options.saved ?? new Map<CheckpointName, Checkpoint>();
  const probes = new Map<number, Checkpoint>();
  let clock = 0;
  const trainer = new Trainer({
    ...request,
    experiment,
    backend: create(plan.bytes),
    checkpoint: options.checkpoint,
    createSchedule: (steps, state) => schedule(experiment.train.schedule, steps, state),
    emit: (event) => events.push(event),
    save(name, checkpoint) {
      options.onSave?.(name);
      saved.set(name, copy(checkpoint));
      return Promise.resolve(`${name}.safetensors`);
    },
    remove(name) {
      saved.delete(name);
      return Promise.resolve();
    },
    saveProbe(step, sample) {
      probes.set(step, copy(sample));
      return Promise.resolve(`probes/${step}.safetensors`);
    },
    shouldStop: () => options.stop?.(events),
    breathe: () => Promise.resolve(),
    now: () => clock++,
  });
  return { end: await trainer.run(), events, trainer, saved, probes };
}

export function copy({ tensors, metadata }: Checkpoint): Checkpoint {
  const copies = [...tensors].map(([name, { shape, data }]) => [name, { shape, data: data.slice() }] as const);
  return { tensors: new Map(copies), metadata: { ...metadata } };
}
