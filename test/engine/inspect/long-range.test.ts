import assert from 'node:assert/strict';
import type { Batches, Example } from '../../../engine/contracts/data';
import type { StepEvent } from '../../../engine/contracts/events';
import { Random, randomKey } from '../../../engine/core/random';
import { gradientFlow } from '../../../engine/inspect/flow';
import { createPlanningBackend } from '../../../engine/kernels/planning';
import { referenceBase } from '../../../engine/kernels/reference';
import { allBackends } from '../support/backends';
import { experimentOf, prepared, programRequest, trainInMemory } from '../support/training';

const time = 50;
const batch = 16;
/** Enough for the LSTM to solve it. */
const steps = 1000;

/**
 * The adding problem (Hochreiter and Schmidhuber 1997): numbers between 0 and 1 and two marks, one in each half; the answer is the sum
 * of the marked numbers.
 */
function adding(count: number): Batches {
  return {
    shape: { time, batch, input: { kind: 'vectors', size: 2 }, output: { kind: 'values', size: 1, per: 'sequence' } },
    count,
    continuous: false,
    predictions: count * batch,
    read(epoch, index, into) {
      const random = new Random(randomKey(9, `batch ${epoch} ${index}`));
      into.input.fill(0);
      into.weights.fill(1);
      for (let lane = 0; lane < batch; lane++) {
        const marks = [0, 1].map((half) => Math.floor(((half + random.uniform()) * time) / 2));
        let sum = 0;
        for (let t = 0; t < time; t++) {
          const value = random.uniform();
          const at = (t * batch + lane) * 2;
          into.input[at] = value;
          if (!marks.includes(t)) continue;
          into.input[at + 1] = 1;
          sum += value;
        }
        into.target[lane] = sum;
      }
      return batch;
    },
  };
}

/** Norm of the gradient by lag after training, and the loss at the end of it. */
async function trained(cell: object, state: string) {
  const train = { steps, batch, optimizer: { kind: 'adam', rate: 0.01 }, keepCheckpoints: 0 };
  const experiment = experimentOf({ cell: { units: 24, ...cell } }, train);
  const data = prepared({ train: adding(steps) });
  const simd = allBackends.find(({ title }) => title === 'simd');
  assert.ok(simd);
  const { saved, end, events } = await trainInMemory(experiment, { data, backend: simd.create });
  assert.equal(end.reason, 'finished');
  const { createModel } = await programRequest(experiment, data);
  const one = adding(1);
  const example: Example = {
    batches: { ...one, shape: { ...one.shape, batch: 1 }, read: (_e, _i, into) => firstLane(one, into) },
    sides: {},
    outputNames: ['sum'],
  };
  const bench = {
    createModel,
    weights: saved.get('last')?.tensors ?? new Map(),
    plan: () => createPlanningBackend('f32', 'reference', Math.max(referenceBase, simd.create(2 ** 20).base)),
    create: (bytes: number) => simd.create(bytes),
    limit: 2 ** 30,
  };
  const { states } = await gradientFlow(bench, example, { steps: { from: 0, to: time } });
  const flow = states.find(({ trace }) => trace === state);
  assert.ok(flow);
  const last = events.findLast((event): event is StepEvent => event.type === 'step');
  return { byLag: flow.byLag, loss: last?.loss ?? NaN };
}

function firstLane(batches: Batches, into: Parameters<Batches['read']>[2]): number {
  const rows = time * batch;
  const whole = {
    input: new Float64Array(rows * 2),
    target: new Float64Array(batch),
    weights: new Float64Array(batch),
  };
  batches.read(0, 0, whole);
  for (let t = 0; t < time; t++) into.input.set(whole.input.subarray(t * batch * 2, t * batch * 2 + 2), t * 2);
  into.target.set(whole.target.subarray(0, 1));
  into.weights.set([1]);
  return 1;
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
