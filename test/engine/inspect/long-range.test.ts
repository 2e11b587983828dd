import assert from 'node:assert/strict';
import { experimentSchema } from '../../../engine/catalog/experiment';
import { generators } from '../../../engine/catalog/generators';
import type { PrepareRequest } from '../../../engine/contracts/data';
import type { StepEvent } from '../../../engine/contracts/events';
import { gradientFlow } from '../../../engine/inspect/flow';
import { createPlanningBackend } from '../../../engine/kernels/planning';
import { referenceBase } from '../../../engine/kernels/reference';
import { resolveLikely } from '../../../engine/node/guess';
import { forecastingTask } from '../../../engine/tasks/forecasting';
import { allBackends } from '../support/backends';
import { programRequest, trainInMemory } from '../support/training';

const batch = 16;
/** Enough for the LSTM to solve it. */
const steps = 1000;
const data = { generate: { kind: 'adding', length: 50, sequences: steps * batch, seed: 9 }, split: [1, 0, 0] };

/** Norm of the gradient by lag after training, and the loss at the end of it. */
async function trained(cell: object, state: string) {
  const train = { steps, batch, optimizer: { kind: 'adam', rate: 0.01 }, keepCheckpoints: 0 };
  const model = { kind: 'recurrent', cell: { units: 24, ...cell } };
  const experiment = resolveLikely(experimentSchema.parse({ data, model, train }));
  const request: PrepareRequest = {
    experiment,
    open: () => assert.fail('there is no file'),
    formats: () => assert.fail('nothing is read'),
    generators: (kind) => generators.load(kind),
    limits: { memory: 2 ** 28 },
  };
  const adding = await forecastingTask.prepare(request);
  const simd = allBackends.find(({ title }) => title === 'simd');
  assert.ok(simd);
  const { saved, end, events } = await trainInMemory(experiment, { data: adding, backend: simd.create });
  assert.equal(end.reason, 'finished');
  const { createModel } = await programRequest(experiment, adding);
  const examples = forecastingTask.examples?.({ ...request, record: adding.record });
  const example = await examples?.of({ kind: 'part', part: 'train', from: 0, length: 50 });
  assert.ok(example);
  const bench = {
    createModel,
    weights: saved.get('last')?.tensors ?? new Map(),
    plan: () => createPlanningBackend('f32', 'reference', Math.max(referenceBase, simd.create(2 ** 20).base)),
    create: (bytes: number) => simd.create(bytes),
    limit: 2 ** 30,
  };
  const { states } = await gradientFlow(bench, example, { steps: { from: 0, to: 50 } });
  const flow = states.find(({ trace }) => trace === state);
  assert.ok(flow);
  const last = events.findLast((event): event is StepEvent => event.type === 'step');
  return { byLag: flow.byLag, loss: last?.loss ?? NaN };
}

describe('a task with long-range dependency', function () {
  this.timeout(60_000);

  it("Elman's gradient vanishes with the lag, and the LSTM's does not", async () => {
    const elman = await trained({ kind: 'elman' }, 'rnn.l0.h');
    const lstm = await trained({ kind: 'lstm', forgetBias: 3 }, 'rnn.l0.c');
    // Who always answers 1 errs by the variance of a sum of two numbers between 0 and 1.
    const blind = 1 / 6;
    assert.ok(lstm.loss < 0.1 * blind, `the LSTM's loss is ${lstm.loss}`);
    assert.ok(elman.loss > 0.5 * blind, `Elman's loss is ${elman.loss}`);
    // What is left after 40 steps of what there is at the end.
    const [left, kept] = [elman, lstm].map(({ byLag }) => byLag[40] / byLag[0]);
    const words = `Elman keeps ${left.toExponential(2)} of its gradient over 40 steps, the LSTM ${kept.toExponential(2)}`;
    assert.ok(left < 1e-4, words);
    assert.ok(kept > 0.05, words);
    // It vanishes all along: by a factor a step.
    for (const lag of [10, 20, 30]) assert.ok(elman.byLag[lag + 10] < 0.3 * elman.byLag[lag], `lag ${lag}: ${words}`);
  });
});
