import { experimentSchema } from '../../../engine/catalog/experiment';
import type { Prepared } from '../../../engine/contracts/data';
import type { Experiment } from '../../../engine/contracts/experiment';
import { StreamBatches } from '../../../engine/data/stream-batches';
import { TokenSequence } from '../../../engine/data/token-sequence';
import { generateTokens } from '../../../engine/infer/generate';
import { InferenceProgram, planInference } from '../../../engine/infer/program';
import { createModelOf, createUpdateOf } from '../../../engine/node/network-parts';
import { usualMemory } from '../../../engine/node/session';
import { planTraining } from '../../../engine/train/plan';
import { TrainingProgram } from '../../../engine/train/program';
import { type LearningWork, network as usual, type NetworkSize, type NetworkWork } from '../workload';
import { chosen } from './choose';
import { LineBatches } from './lines';
import type { Work } from './serve';

/** Windows of random tokens; the state goes on from one to the next. */
const windows = 8;

/** Tokens that one run of `generate` writes. */
const generated = 50;

const rate = 1e-3;
/** Few weights learn few lines faster with larger steps. */
const learningRate = 1e-2;
const mostSteps = 5_000;

export async function train(work: NetworkWork): Promise<Work> {
  const experiment = experimentOf(work);
  const prepared = randomText(work);
  const { createOptimizer } = await createUpdateOf(experiment);
  const createModel = await createModelOf(experiment, prepared.record);
  const request = { train: experiment.train, prepared, createModel, createOptimizer };
  const backend = await chosen();
  const plan = planTraining(request, backend.plan(), usualMemory);
  const program = new TrainingProgram(backend.create(plan.bytes), request);
  const { count } = prepared.parts.train;
  let step = 0;
  return {
    amount: work.time * work.batch,
    facts: {
      kernels: backend.name,
      threads: backend.threads,
      planned: plan.bytes,
      parameters: plan.parameterCount,
    },
    run: () => {
      program.step(step, Math.floor(step / count), step % count, rate);
      step++;
    },
  };
}

/** Begins anew each time, with other weights; all lines go into one batch. */
export async function learn({ lines, perplexity, ...size }: LearningWork): Promise<Work> {
  const batches = new LineBatches(lines);
  const { input, output, time, batch } = batches.shape;
  const experiment = experimentOf({ ...usual, ...size, time, batch });
  const record = { input, output, parts: { train: batches.predictions, validation: 0, test: 0 } };
  const prepared = { record, parts: { train: batches }, metrics: nothing, evaluator: nothing };
  const { createOptimizer } = await createUpdateOf(experiment);
  const createModel = await createModelOf(experiment, record);
  const requestOf = (seed: number) => ({
    train: { ...experiment.train, seed },
    prepared,
    createModel,
    createOptimizer,
  });
  const choice = await chosen();
  const plan = planTraining(requestOf(0), choice.plan(), usualMemory);
  const backend = choice.create(plan.bytes);
  let seed = 1;
  return {
    amount: 1,
    facts: { kernels: backend.name, threads: backend.threads, planned: plan.bytes },
    run: () => {
      const program = new TrainingProgram(backend, requestOf(seed++));
      for (let step = 0; step < mostSteps; step++) {
        if (Math.exp(program.step(step, step, 0, learningRate).loss) <= perplexity) return;
      }
      throw new Error(`did not learn the lines in ${mostSteps} steps`);
    },
  };
}

export async function infer(work: NetworkWork): Promise<Work> {
  const prepared = randomText(work);
  const createModel = await createModelOf(experimentOf(work), prepared.record);
  const backend = await chosen();
  const request = { createModel, batches: prepared.parts.train };
  const planned = planInference(request, backend.plan());
  const program = new InferenceProgram(backend.create(planned), request);
  let batches = program.batches();
  return {
    amount: work.time * work.batch,
    facts: { kernels: backend.name, threads: backend.threads, planned },
    run: () => {
      if (!batches.next().done) return;
      batches = program.batches();
      batches.next();
    },
  };
}

export async function generate(work: NetworkWork): Promise<Work> {
  const createModel = await createModelOf(experimentOf(work), randomText(work).record);
  const backend = await chosen();
  const planned = planInference({ createModel }, backend.plan());
  const { network } = new InferenceProgram(backend.create(planned), { createModel });
  const options = { temperature: 1, topK: 0, topP: 1, length: generated };
  let seed = 0;
  return {
    amount: generated,
    facts: { kernels: backend.name, threads: backend.threads, planned },
    run: () => {
      for (const _ of generateTokens(network, [1], { ...options, seed: seed++ }));
    },
  };
}

function experimentOf(work: NetworkSize): Experiment {
  const { cell, hidden, layers, bidirectional, batch, time } = work;
  return experimentSchema.parse({
    data: { path: 'memory' },
    task: { kind: 'language-model' },
    model: { kind: 'recurrent', cell: { kind: cell, units: hidden }, layers, bidirectional },
    // Both directions read the whole window: there is nothing to go on with.
    train: { batch, window: time, carry: !bidirectional, optimizer: { kind: 'adam', rate }, clip: { norm: 1 } },
  }) as Experiment;
}

const nothing = (): never => {
  throw new Error('nothing is evaluated here');
};

/** Random tokens in place of a text: the work is the same, and every vocabulary can be had. */
function randomText(work: NetworkWork): Prepared & { parts: { train: StreamBatches } } {
  const { batch, time, vocabulary } = work;
  const length = batch * time * windows + 1;
  const tokens = TokenSequence.from(Int32Array.from({ length }, () => Math.floor(Math.random() * vocabulary)));
  return {
    record: {
      input: { kind: 'tokens', vocabulary },
      output: { kind: 'classes', size: vocabulary, per: 'step' },
      parts: { train: length, validation: 0, test: 0 },
    },
    parts: { train: new StreamBatches(tokens, { start: 0, end: length }, vocabulary, batch, time) },
    metrics: nothing,
    evaluator: nothing,
  };
}
