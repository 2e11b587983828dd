import type { CellConfig } from '../../../engine/contracts/experiment';
import type { Tensor } from '../../../engine/contracts/tensor';
import { reshape } from '../../../engine/core/ops/layout';
import { linear } from '../../../engine/core/ops/linear';
import { add } from '../../../engine/core/ops/arithmetic';
import { ParameterStore } from '../../../engine/core/parameters';
import { Tape } from '../../../engine/core/tape';
import { RecurrentStack } from '../../../engine/nn/combine/stack';
import type { Cell } from '../../../engine/contracts/network';
import { createCell } from '../support/cells';
import goldens from '../../goldens/recurrent.json';
import { allBackends } from '../support/backends';
import { assertClose, constant, read, readGradient, type Stored, variable, write } from '../support/tensors';

type Golden = (typeof goldens.cases)[number];

function cellConfig(kind: string, units: number): CellConfig {
  const configs: Record<string, CellConfig> = {
    'elman-tanh': { kind: 'elman', units, initialiser: 'uniform', activation: 'tanh' },
    'elman-relu': { kind: 'elman', units, initialiser: 'uniform', activation: 'relu' },
    lstm: { kind: 'lstm', units, initialiser: 'uniform', forgetBias: 0 },
    gru: { kind: 'gru', units, initialiser: 'uniform' },
  };
  return configs[kind];
}

/** Names of the state tensors of a golden: PyTorch stacks layers and directions on the first axis. */
function stateNames({ layers, bidirectional, states }: Golden): string[][] {
  const places = Array.from({ length: layers }, (_, layer) =>
    (bidirectional ? ['', '_reverse'] : ['']).map((way) => `l${layer}${way}`),
  ).flat();
  return ['h', 'c'].slice(0, states.length).map((part) => places.map((place) => `${place}.${part}`));
}

function slice({ shape, data }: Stored, index: number): number[] {
  const size = shape[1] * shape[2];
  return data.slice(index * size, (index + 1) * size);
}

/** Only step(): hides the whole-sequence kernel. */
function stepwise(cell: Cell): Cell {
  return {
    units: cell.units,
    initialState: (batch) => cell.initialState(batch),
    step: (context, x, state) => cell.step(context, x, state),
  };
}

for (const backend of allBackends) {
  for (const form of ['sequence', 'step'] as const) {
    describe(`recurrent layers against PyTorch: ${backend.title}, ${form} form`, () => {
      for (const golden of goldens.cases) {
        const title = `${golden.kind}, ${golden.layers} layers, ${golden.bidirectional ? 'bidirectional' : 'forward'}`;
        it(title, () => {
          const tape = new Tape(backend.create());
          const store = new ParameterStore(tape, 1);
          const [time, batch, inputs] = golden.x.shape;
          const units = golden.states[0].shape[2];
          const config = cellConfig(golden.kind, units);
          const options = { ...golden, dropout: 0, variational: false, seed: 1 };
          const stack = new RecurrentStack(inputs, options, (suffix, size) => {
            const cell = createCell(store.scope('', suffix), size, config);
            return form === 'step' ? stepwise(cell) : cell;
          });
          const parameters = Object.entries(golden.parameters) as [string, Stored][];
          for (const [name, stored] of parameters) write(store.get(name) as Tensor, stored.data);

          const x = variable(tape, [time, batch, inputs], golden.x.data);
          const names = stateNames(golden);
          const states: Record<string, Tensor> = {};
          names.forEach((places, part) =>
            places.forEach((name, i) => {
              states[name] = variable(tape, [batch, units], slice(golden.states[part], i));
            }),
          );
          const run = stack.forward(x, states, { training: true, step: 0 });
          const t = backend.tolerance;
          assertClose(read(run.outputs), golden.y.data, t, 'y');
          names.forEach((places, part) =>
            places.forEach((name, i) => assertClose(read(run.state[name]), slice(golden.finals[part], i), t, name)),
          );

          const weigh = (value: Tensor, by: readonly number[]) =>
            linear(reshape(value, [1, value.size]), constant(tape, [1, value.size], by));
          let loss = weigh(run.outputs, golden.outputWeights[0].data);
          names.forEach((places, part) =>
            places.forEach((name, i) => {
              loss = add(loss, weigh(run.state[name], slice(golden.outputWeights[part + 1], i)));
            }),
          );
          tape.backward(loss);
          assertClose(readGradient(x), golden.gradients.x.data, t, 'gradient of x');
          for (const [name, stored] of Object.entries(golden.gradients.parameters) as [string, Stored][]) {
            assertClose(readGradient(store.get(name) as Tensor), stored.data, t, `gradient of ${name}`);
          }
          names.forEach((places, part) =>
            places.forEach((name, i) =>
              assertClose(
                readGradient(states[name]),
                slice(golden.gradients.states[part], i),
                t,
                `gradient of ${name}`,
              ),
            ),
          );
        });
      }
    });
  }
}
