import assert from 'node:assert/strict';
import type { CellConfig } from '../../../engine/contracts/experiment';
import type { Cell, Pass, State } from '../../../engine/contracts/network';
import type { Tensor } from '../../../engine/contracts/tensor';
import { ParameterStore } from '../../../engine/core/parameters';
import { Tape } from '../../../engine/core/tape';
import { embedding } from '../../../engine/core/ops/embedding';
import { RecurrentStack } from '../../../engine/nn/combine/stack';
import { unroll } from '../../../engine/nn/combine/time-loop';
import { allBackends, reference64 } from '../support/backends';
import { cellConfigs, createCell } from '../support/cells';
import { checkGradients, weighted } from '../support/gradient-check';
import { assertClose, constant, integers, randomValues, read, readGradient, variable, write } from '../support/tensors';

const [time, batch, inputs] = [4, 2, 3];
const pass: Pass = { training: true, step: 0 };

const manifests: Record<CellConfig['kind'], number> = { elman: 1, lstm: 4, gru: 3 };

interface Setup {
  readonly tape: Tape;
  readonly store: ParameterStore;
  readonly cell: Cell;
  readonly x: Tensor;
  readonly state: Record<string, Tensor>;
}

/** A cell with random parameters (biases too), inputs and initial state. */
function setUp(config: CellConfig, sizes = { time, batch }, backend = reference64): Setup {
  const tape = new Tape(backend.create());
  const store = new ParameterStore(tape, 3);
  const cell = createCell(store.scope('rnn', '_l0'), inputs, config);
  for (const parameter of store.all) {
    write(
      parameter,
      randomValues(parameter.size, parameter.path ?? '').map((value) => value * 0.5),
    );
  }
  const x = variable(tape, [sizes.time, sizes.batch, inputs], 'x');
  const names = Object.keys(cell.initialState(sizes.batch));
  const state = Object.fromEntries(
    names.map((name) => [name, variable(tape, [sizes.batch, config.units], `state ${name}`)]),
  );
  tape.seal();
  return { tape, store, cell, x, state };
}

function stepwise(cell: Cell): Cell {
  return { units: cell.units, initialState: (b) => cell.initialState(b), step: (c, x, s) => cell.step(c, x, s) };
}

const all = (run: { outputs: Tensor; last: Tensor; state: State }) => [
  run.outputs,
  run.last,
  ...Object.values(run.state),
];

/** Step 3 of sequence 0, and steps 2 and 3 of sequence 1 are padding: `[time, batch]`. */
const mask = [1, 1, 1, 1, 1, 0, 0, 0];

for (const config of cellConfigs) {
  const title = 'activation' in config ? `${config.kind} (${config.activation})` : config.kind;
  describe(`cell ${title}`, () => {
    it('has the parameters of its PyTorch layer', () => {
      const { store } = setUp(config);
      const rows = manifests[config.kind] * config.units;
      assert.deepEqual(
        store.all.map(({ path, shape }) => [path, shape]),
        [
          ['rnn.weight_ih_l0', [rows, inputs]],
          ['rnn.weight_hh_l0', [rows, config.units]],
          ['rnn.bias_ih_l0', [rows]],
          ['rnn.bias_hh_l0', [rows]],
        ],
      );
    });

    for (const sizes of [
      { time, batch },
      { time: 1, batch },
      { time, batch: 1 },
      { time: 1, batch: 1 },
    ]) {
      it(`gives outputs and states of the right shape at T=${sizes.time}, B=${sizes.batch}`, () => {
        const { cell, x, state } = setUp(config, sizes);
        for (const form of [cell, stepwise(cell)]) {
          const run = unroll(form, x, state, pass, { reverse: false });
          assert.deepEqual(run.outputs.shape, [sizes.time, sizes.batch, config.units]);
          assert.deepEqual(run.last.shape, [sizes.batch, config.units]);
          for (const part of Object.values(run.state)) assert.deepEqual(part.shape, [sizes.batch, config.units]);
        }
      });
    }

    for (const reverse of [false, true]) {
      const way = reverse ? 'backward' : 'forward';
      it(`gradients of parameters, inputs and initial state equal finite differences, ${way}`, () => {
        const { tape, store, cell, x, state } = setUp(config);
        const variables = [...store.all, x, ...Object.values(state)];
        for (const form of [cell, stepwise(cell)]) {
          checkGradients(tape, variables, () => weighted(all(unroll(form, x, state, pass, { reverse }))), title);
        }
      });

      it(`step form equals sequence form, values and gradients, on every backend, ${way}`, () => {
        for (const backend of allBackends) {
          const [sequence, steps] = [true, false].map((fused) => {
            const { tape, store, cell, x, state } = setUp(config, { time, batch }, backend);
            const run = unroll(fused ? cell : stepwise(cell), x, state, pass, { reverse });
            tape.backward(weighted(all(run)));
            return [...all(run).map(read), ...[...store.all, x, ...Object.values(state)].map(readGradient)];
          });
          sequence.forEach((values, i) => assertClose(values, steps[i], backend.tolerance, `${backend.title} ${i}`));
        }
      });

      it(`gradients through padding equal finite differences, ${way}`, () => {
        const { tape, store, cell, x, state } = setUp(config);
        const masked = { ...pass, mask: constant(tape, [time, batch], mask) };
        tape.seal();
        const variables = [...store.all, ...Object.values(state)];
        checkGradients(tape, variables, () => weighted(all(unroll(cell, x, state, masked, { reverse }))), title);
      });

      it(`padding changes nothing, ${way}`, () => {
        const { tape, cell, x, state } = setUp(config);
        const masked = { ...pass, mask: constant(tape, [time, batch], mask) };
        const before = all(unroll(cell, x, state, masked, { reverse })).map(read);
        const values = read(x);
        // Other numbers at every padded step.
        mask.forEach((real, i) => {
          if (real === 0) for (let c = 0; c < inputs; c++) values[i * inputs + c] = 1e3;
        });
        write(x, values);
        const after = all(unroll(cell, x, state, masked, { reverse })).map(read);
        // Compared by value: zeros of either sign are the same.
        before.forEach((part, i) => assertClose(after[i], part, 0, `part ${i}`));
        // Sequence 1 alone, cut to its real length, gives the same.
        const short = setUp(config, { time: 2, batch: 1 });
        const full = setUp(config);
        const column = [0, 1].flatMap((t) => read(full.x).slice((t * batch + 1) * inputs, (t * batch + 2) * inputs));
        write(short.x, column);
        for (const [name, part] of Object.entries(short.state)) write(part, read(full.state[name]).slice(config.units));
        const alone = unroll(short.cell, short.x, short.state, pass, { reverse });
        assertClose(before[1].slice(config.units), read(alone.last), 1e-12, 'last');
      });
    }

    it('rows of a table equal the same rows written out, values and gradients, many and few of them', () => {
      for (const [entries, ids] of [
        [3, [2, 0, 0, 1, 2, 2, 0, 1]],
        [9, [8, 3, 3, 0, 1, 7, 2, 2]],
      ] as const) {
        const [looked, out] = [true, false].map((asTable) => {
          const { tape, store, cell, state } = setUp(config);
          const of = {
            table: variable(tape, [entries, inputs], 'table'),
            ids: integers(tape, [time, batch], ids),
          };
          const run = unroll(cell, asTable ? of : embedding(of.table, of.ids), state, pass, { reverse: false });
          tape.backward(weighted(all(run)));
          return [...all(run).map(read), ...[...store.all, of.table].map(readGradient)];
        });
        looked.forEach((values, i) => assertClose(values, out[i], 1e-12, `part ${i} of ${entries} entries`));
      }
    });

    it('no state equals the zero state', () => {
      const { cell, x, state } = setUp(config);
      for (const part of Object.values(state))
        write(
          part,
          Array.from({ length: part.size }, () => 0),
        );
      const given = read(unroll(cell, x, state, pass, { reverse: false }).outputs);
      assert.deepEqual(read(unroll(cell, x, cell.initialState(batch), pass, { reverse: false }).outputs), given);
    });

    it('is causal: later inputs do not change earlier outputs', () => {
      const { cell, x, state } = setUp(config);
      const before = read(unroll(cell, x, state, pass, { reverse: false }).outputs);
      const values = read(x);
      const from = 2 * batch * inputs;
      write(x, [...values.slice(0, from), ...values.slice(from).map((value) => value + 1)]);
      const after = read(unroll(cell, x, state, pass, { reverse: false }).outputs);
      const kept = 2 * batch * config.units;
      assert.deepEqual(after.slice(0, kept), before.slice(0, kept));
      assert.notDeepEqual(after.slice(kept), before.slice(kept));
    });

    it('treats the sequences of a batch alike', () => {
      const { cell, x, state } = setUp(config);
      const swap = (values: number[], rows: number, columns: number) =>
        Array.from({ length: rows / 2 }, (_, r) => [
          ...values.slice((2 * r + 1) * columns, (2 * r + 2) * columns),
          ...values.slice(2 * r * columns, (2 * r + 1) * columns),
        ]).flat();
      const before = read(unroll(cell, x, state, pass, { reverse: false }).outputs);
      write(x, swap(read(x), time * batch, inputs));
      for (const part of Object.values(state)) write(part, swap(read(part), batch, config.units));
      const after = read(unroll(cell, x, state, pass, { reverse: false }).outputs);
      assertClose(swap(after, time * batch, config.units), before, 1e-12, 'outputs');
    });

    it('two stacked bidirectional layers with variational dropout have the gradient of finite differences', () => {
      const tape = new Tape(reference64.create());
      const store = new ParameterStore(tape, 3);
      const options = { layers: 2, bidirectional: true, dropout: 0.3, variational: true, seed: 4 };
      const stack = new RecurrentStack(inputs, options, (suffix, size) =>
        createCell(store.scope('rnn', suffix), size, config),
      );
      const x = variable(tape, [time, batch, inputs], 'x');
      tape.seal();
      const run = () => weighted([stack.forward(x, stack.initialState(batch), pass).outputs]);
      checkGradients(tape, [x, ...store.all], run, title);
    });
  });
}
