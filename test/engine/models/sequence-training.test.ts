import assert from 'node:assert/strict';
import type { Checkpoint } from '../../../engine/contracts/checkpoint';
import { checkGradients } from '../../../engine/train/gradient-check';
import { createPlanningBackend } from '../../../engine/kernels/planning';
import { referenceBase } from '../../../engine/kernels/reference';
import { reference64 } from '../support/backends';
import { eightPairs, eightVectors } from '../support/pairs';
import { experimentOf, prepared, programRequest, trainInMemory } from '../support/training';

const gru = { kind: 'gru', units: 24 };
const sampling = { kind: 'scheduled-sampling', decay: 'inverse-sigmoid', halfway: 60 };

const models = {
  'a fixed context': { cell: gru },
  'additive attention': { cell: gru, bidirectional: true, attention: { kind: 'additive' } },
  'multi-head attention, with input feeding': { cell: gru, attention: { kind: 'multi-head' }, inputFeeding: true },
  'scheduled sampling': { cell: gru, attention: { kind: 'general' }, feedback: sampling },
};

const train = { steps: 200, optimizer: { kind: 'adam', rate: 0.02 }, clip: { norm: 1 } };
const data = () => prepared({ train: eightPairs(), validation: eightPairs() });
const experiment = (model: object, changes = {}) =>
  experimentOf({ kind: 'encoder-decoder', ...model }, { ...train, ...changes });

const bytesOf = (checkpoint: Checkpoint | undefined) =>
  [...(checkpoint?.tensors ?? [])].map(([name, { data: values }]) => [name, [...values]] as const);

for (const [title, model] of Object.entries(models)) {
  it(`an encoder-decoder with ${title} learns eight pairs by heart`, async () => {
    const { events } = await trainInMemory(experiment(model), { data: data() });
    const losses = events.flatMap((event) => (event.type === 'validation' ? [event.loss] : []));
    const last = losses.at(-1) ?? Infinity;
    assert.ok(last < 0.05, `the last loss is ${last}`);
  });
}

for (const context of ['state', 'input', 'both']) {
  it(`a vector that becomes a sequence, by ${context}, is learnt by heart`, async () => {
    const model = { kind: 'vector-to-sequence', cell: gru, context };
    const { events } = await trainInMemory(experimentOf(model, train), {
      data: prepared({ train: eightVectors(), validation: eightVectors() }),
    });
    const losses = events.flatMap((event) => (event.type === 'validation' ? [event.loss] : []));
    assert.ok(losses[0] > 0.5, `the first loss is ${losses[0]}`);
    const last = losses.at(-1) ?? Infinity;
    assert.ok(last < 0.05, `the last loss is ${last}`);
  });
}

it('scheduled sampling gives the same weights after a stop in the middle as without one', async () => {
  const config = experiment(models['scheduled sampling'], { steps: 12 });
  const whole = await trainInMemory(config, { data: data() });
  const asked = { count: 0 };
  const first = await trainInMemory(config, {
    data: data(),
    stop: () => (asked.count++ === 5 ? 'interrupted' : undefined),
  });
  const checkpoint = first.saved.get('last');
  assert.ok(checkpoint, 'there is a checkpoint to go on from');
  const second = await trainInMemory(config, { data: data(), checkpoint });
  const expected = bytesOf(whole.saved.get('last'));
  assert.ok(expected.length > 0);
  assert.deepEqual(bytesOf(second.saved.get('last')), expected);
});

it('the gradient check takes pairs', async () => {
  const request = await programRequest(experiment(models['additive attention']), data());
  const errors = checkGradients(request, createPlanningBackend('f64', 'reference', referenceBase), reference64.create);
  assert.ok(errors.some(({ path }) => path === 'attention.energy.weight'));
  for (const { path, error } of errors) assert.ok(error < 1e-6, `${path}: ${error}`);
});
