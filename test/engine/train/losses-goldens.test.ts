import assert from 'node:assert/strict';
import type { BatchBuffer, Batches, Prepared } from '../../../engine/contracts/data';
import type { CellConfig, Experiment } from '../../../engine/contracts/experiment';
import { create as createRecurrent } from '../../../engine/models/recurrent';
import { create as createAdam } from '../../../engine/train/optimizers/adam';
import { TrainingProgram } from '../../../engine/train/program';
import goldens from '../../goldens/training.json';
import { allBackends } from '../support/backends';
import { createParts } from '../support/model-parts';
import { assertClose, read, type Stored, write } from '../support/tensors';

type Golden = (typeof goldens.cases)[number];

const cells: Record<string, CellConfig> = {
  elman: { kind: 'elman', units: 9, initialiser: 'uniform', activation: 'tanh' },
  lstm: { kind: 'lstm', units: 9, initialiser: 'uniform', forgetBias: 0 },
  gru: { kind: 'gru', units: 9, initialiser: 'uniform' },
};

/** The golden's lanes as batches: `lanes` is `[steps * time + 1, batch]`. */
function batchesOf({ lanes, time, batch, vocabulary, losses }: Golden): Batches {
  return {
    shape: {
      time,
      batch,
      input: { kind: 'tokens', vocabulary },
      output: { kind: 'classes', size: vocabulary, per: 'step' },
    },
    count: losses.length,
    continuous: true,
    predictions: losses.length * time * batch,
    read(_epoch: number, index: number, into: BatchBuffer) {
      const from = index * time * batch;
      into.input.set(lanes.slice(from, from + time * batch));
      into.target.set(lanes.slice(from + batch, from + (time + 1) * batch));
      into.weights.fill(1);
      return time * batch;
    },
  };
}

for (const backend of allBackends) {
  describe(`ten training losses against PyTorch: ${backend.title}`, () => {
    for (const golden of goldens.cases) {
      it(golden.kind, () => {
        const { vocabulary, embedding, layers, rate, clipNorm } = golden;
        const batches = batchesOf(golden);
        const train = { seed: 1, carry: true, clip: { norm: clipNorm } } as Experiment['train'];
        const program = new TrainingProgram(backend.create(), {
          train,
          prepared: { parts: { train: batches } } as unknown as Prepared,
          createModel: (store) =>
            createRecurrent({
              store,
              seed: 1,
              input: batches.shape.input,
              output: batches.shape.output,
              ...createParts,
              config: {
                kind: 'recurrent',
                cell: cells[golden.kind],
                layers,
                embedding,
                bidirectional: false,
                dropout: 0,
                variational: false,
                pool: 'last',
              },
            }),
          createOptimizer: (store) =>
            createAdam(store, { kind: 'adam', rate, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 }, 0),
        });
        const { store } = program.network;
        const start = golden.start as Record<string, Stored>;
        assert.deepEqual(new Set(store.all.map(({ path }) => path)), new Set(Object.keys(start)));
        assert.equal(
          store.count,
          Object.values(start).reduce((sum, { data }) => sum + data.length, 0),
        );
        for (const w of store.all) write(w, start[w.path ?? ''].data);
        const steps = golden.losses.map((_, i) => program.step(i, 0, i, rate));
        assertClose(
          steps.map(({ loss }) => loss),
          golden.losses,
          1e-5,
          'loss',
        );
        assertClose(
          steps.map(({ gradientNorm }) => gradientNorm),
          golden.gradientNorms,
          1e-4,
          'gradient norm',
        );
        const end = golden.end as Record<string, Stored>;
        for (const w of store.all) assertClose(read(w), end[w.path ?? ''].data, 1e-3, w.path ?? '');
        assert.ok(steps[9].loss < steps[0].loss, 'it learns');
        assert.equal(vocabulary, 11);
      });
    }
  });
}
