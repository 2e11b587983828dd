import assert from 'node:assert/strict';
import type { OptimizerConfig } from '../../../engine/contracts/experiment';
import { zeros } from '../../../engine/core/initialisers';
import { ParameterStore } from '../../../engine/core/parameters';
import { Tape } from '../../../engine/core/tape';
import type { Optimizer } from '../../../engine/train/optimizer';
import * as adam from '../../../engine/train/optimizers/adam';
import * as rmsprop from '../../../engine/train/optimizers/rmsprop';
import * as sgd from '../../../engine/train/optimizers/sgd';
import goldens from '../../goldens/optimizers.json';
import { allBackends } from '../support/backends';
import { assertClose, read, write } from '../support/tensors';

function create(store: ParameterStore, config: OptimizerConfig, weightDecay: number): Optimizer {
  switch (config.kind) {
    case 'sgd':
      return sgd.create(store, config, weightDecay);
    case 'rmsprop':
      return rmsprop.create(store, config, weightDecay);
    default:
      return adam.create(store, config, weightDecay);
  }
}

for (const backend of allBackends) {
  describe(`optimisers against PyTorch: ${backend.title}`, () => {
    for (const golden of goldens.cases) {
      it(golden.name, () => {
        const tape = new Tape(backend.create());
        const store = new ParameterStore(tape, 1);
        const w = store.create('w', golden.start.shape, zeros);
        write(w, golden.start.data);
        const { weightDecay, ...config } = golden.config;
        const optimizer = create(store, config as OptimizerConfig, weightDecay);
        golden.gradients.forEach(({ data }, i) => {
          tape.backend.floats(w.gradient, w.size).set(data);
          optimizer.update(i + 1, golden.config.rate, 1);
          assertClose(read(w), golden.steps[i].data, backend.tolerance, `step ${i + 1}`);
        });
      });
    }

    it('names its state by parameter, so that a checkpoint can hold it', () => {
      const store = new ParameterStore(new Tape(backend.create()), 1);
      store.create('head.weight', [2, 3], zeros);
      const config = { kind: 'adam', rate: 1, beta1: 0.9, beta2: 0.99, epsilon: 1e-8 } as const;
      const names = [...create(store, config, 0).state.keys()];
      assert.deepEqual(names, ['optimizer.m/head.weight', 'optimizer.v/head.weight']);
    });
  });
}
