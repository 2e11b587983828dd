import assert from 'node:assert/strict';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Backend } from '../../../engine/contracts/backend';
import { createPlanningBackend } from '../../../engine/kernels/planning';
import { simdBase } from '../../../engine/kernels/simd';
import { planTraining } from '../../../engine/train/plan';
import { TrainingProgram } from '../../../engine/train/program';
import { allThere, sharingBackend, simdNames } from '../support/threads';
import { experimentOf, preparedText, programRequest, trainInMemory } from '../support/training';

const megabytes = 2 ** 20;

/** Models and odd batches. */
const trainings = {
  'lstm, two layers, dropout': [{ cell: { kind: 'lstm', units: 9 }, layers: 2, dropout: 0.3 }, { batch: 5 }],
  'lstm, two directions': [{ cell: { kind: 'lstm', units: 5 }, bidirectional: true }, { batch: 7 }],
  'lstm, one sequence': [{ cell: { kind: 'lstm', units: 17 } }, { batch: 1 }],
  'gru, two layers, dropout': [{ cell: { kind: 'gru', units: 9 }, layers: 2, dropout: 0.3 }, { batch: 7 }],
  'gru, two directions': [{ cell: { kind: 'gru', units: 6 }, bidirectional: true }, { batch: 5 }],
  'elman, two layers, two directions, dropout': [
    { cell: { kind: 'elman', units: 9 }, layers: 2, bidirectional: true, dropout: 0.3 },
    { batch: 5 },
  ],
  'elman, one sequence': [{ cell: { kind: 'elman', units: 16, activation: 'relu' } }, { batch: 1 }],
  'large enough for sums in parts': [{ cell: { kind: 'lstm', units: 70 } }, { batch: 3, steps: 4 }],
} as const;

describe('training on several threads', function () {
  this.timeout(180_000);

  for (const name of simdNames) {
    it(`gives the bytes of one thread: ${name}`, async () => {
      const backends = [1, 2, 3].map((count) => sharingBackend(name, count, 24 * megabytes));
      await Promise.all(backends.map(allThere));
      /** Weights, optimiser state and losses. */
      const results = async (backend: Backend, model: object, train: object): Promise<unknown> => {
        const experiment = experimentOf(model, { steps: 12, window: 6, validateEvery: 6, ...train });
        const data = preparedText(experiment, 500);
        const { saved, events, end } = await trainInMemory(experiment, { data, backend: () => backend });
        assert.equal(end.reason, 'finished');
        const losses = events.flatMap((event) =>
          event.type === 'step' || event.type === 'validation' ? [event.loss] : [],
        );
        const tensors = [...(saved.get('last')?.tensors ?? [])].map(([path, { data: values }]) => [path, [...values]]);
        return { losses, tensors };
      };
      for (const [title, [model, train]] of Object.entries(trainings)) {
        const one = await results(backends[0], model, train);
        for (const backend of backends.slice(1)) {
          assert.deepEqual(await results(backend, model, train), one, `${title}, ${backend.threads} threads`);
        }
      }
      for (const backend of backends) backend.dispose();
    });
  }

  it('leaks nothing over 10,000 steps', async () => {
    const experiment = experimentOf(
      { cell: { kind: 'lstm', units: 4 }, layers: 2, dropout: 0.2 },
      { batch: 3, window: 4, steps: 10_000 },
    );
    const request = await programRequest(experiment, preparedText(experiment));
    const plan = planTraining(request, createPlanningBackend('f32', 'simd', simdBase(2)), 2 ** 32);
    const backend = await allThere(sharingBackend('simd', 2, plan.bytes));
    const program = new TrainingProgram(backend, request);
    const { arena } = program.network.tape;
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const measure = () => {
      collect();
      const { heapUsed, rss } = process.memoryUsage();
      return { heapUsed, rss };
    };
    const batches = request.prepared.parts.train?.count ?? 0;
    const goOnTo = (end: number): void => {
      for (; step < end; step++) program.step(step, Math.floor(step / batches), step % batches, 0.001);
    };
    let step = 0;
    goOnTo(2000);
    const { mark } = arena;
    const before = measure();
    goOnTo(10_000);
    const after = measure();
    backend.dispose();
    assert.equal(arena.mark, mark);
    assert.ok(arena.peak <= plan.bytes);
    // A number a step would be 64 kB, an object a step some hundreds.
    assert.ok(after.heapUsed - before.heapUsed < 200_000, `heap grew by ${after.heapUsed - before.heapUsed} bytes`);
    assert.ok(after.rss - before.rss < 16 * megabytes, `process grew by ${after.rss - before.rss} bytes`);
  });
});
