import assert from 'node:assert/strict';
import type { Cell, Place } from '../../../engine/contracts/network';
import type { Tensor } from '../../../engine/contracts/tensor';
import { ParameterStore } from '../../../engine/core/parameters';
import { Tape } from '../../../engine/core/tape';
import { TraceRecorder } from '../../../engine/inspect/recorder';
import { unroll } from '../../../engine/nn/combine/time-loop';
import { allBackends, reference64 } from '../support/backends';
import { cellConfigs, createCell } from '../support/cells';
import { assertClose, constant, randomValues, read, write } from '../support/tensors';

const [time, batch, inputs] = [4, 2, 3];
const place: Place = { node: 'rnn.l0', side: 'source', layer: 0, direction: 'forward' };

/** A cell with weights that are nowhere zero, its input, and a state before the first step. */
function setUp(config: (typeof cellConfigs)[number], backend = reference64) {
  const tape = new Tape(backend.create());
  const store = new ParameterStore(tape, 1);
  const cell = createCell(store.scope(''), inputs, config);
  for (const weight of store.all) write(weight, randomValues(weight.size, weight.path ?? ''));
  const x = constant(tape, [time, batch, inputs], 'x');
  const state = Object.fromEntries(
    Object.keys(cell.initialState(batch)).map((name) => [name, constant(tape, [batch, config.units], name)]),
  );
  return { tape, cell, x, state };
}

function recorded(cell: Cell, x: Tensor, state: Record<string, Tensor>, reverse: boolean) {
  const recorder = new TraceRecorder();
  const run = unroll(cell, x, state, { training: false, step: 0, recorder }, { reverse, place });
  return { run, traces: recorder.traces };
}

describe('recorder', () => {
  for (const config of cellConfigs) {
    for (const backend of allBackends) {
      for (const reverse of [false, true]) {
        const title = `${JSON.stringify(config)}, ${backend.title}, ${reverse ? 'backward' : 'forward'}`;
        it(`takes from the fused kernel what the step form computes: ${title}`, () => {
          const { cell, x, state } = setUp(config, backend);
          const plain: Cell = {
            units: cell.units,
            initialState: (rows) => cell.initialState(rows),
            step: (context, y, before) => cell.step(context, y, before),
          };
          const fused = recorded(cell, x, state, reverse);
          const stepwise = recorded(plain, x, state, reverse);
          const about = (traces: typeof fused.traces) =>
            traces.map((trace) => ({ ...trace, values: trace.values.length }));
          assert.deepEqual(about(fused.traces), about(stepwise.traces));
          fused.traces.forEach(({ name, values }, i) => {
            assertClose(values, stepwise.traces[i].values, 1e-5, name);
          });
        });
      }
    }

    it(`ends with the state that the pass ends with: ${JSON.stringify(config)}`, () => {
      const { cell, x, state } = setUp(config);
      for (const reverse of [false, true]) {
        const { run, traces } = recorded(cell, x, state, reverse);
        const states = traces.filter(({ kind }) => kind === 'state');
        assert.deepEqual(states.map(({ symbol }) => symbol).sort(), Object.keys(state).sort());
        for (const { symbol, values, steps, columns } of states) {
          assert.deepEqual([steps, columns], [time, config.units]);
          const last = (reverse ? 0 : time - 1) * batch * columns;
          assertClose(values.subarray(last, last + batch * columns), read(run.state[symbol]), 1e-6, symbol);
        }
      }
    });
  }

  it('computes the gates of the LSTM that its equations say', () => {
    const config = cellConfigs.find(({ kind }) => kind === 'lstm');
    assert.ok(config);
    const { cell, x, state } = setUp(config);
    const by = Object.fromEntries(recorded(cell, x, state, false).traces.map((trace) => [trace.symbol, trace.values]));
    assert.deepEqual(Object.keys(by), ['i', 'f', 'o', 'g', 'c', 'h']);
    const size = batch * config.units;
    const before = [...read(state.c), ...by.c.subarray(0, by.c.length - size)];
    const c = Array.from(by.c, (_, k) => by.f[k] * before[k] + by.i[k] * by.g[k]);
    assertClose(by.c, c, 1e-5, 'c');
    assertClose(
      by.h,
      c.map((value, k) => by.o[k] * Math.tanh(value)),
      1e-5,
      'h',
    );
  });

  it('keeps the wanted traces alone', () => {
    const { cell, x, state } = setUp(cellConfigs[2]);
    const recorder = new TraceRecorder(new Set(['rnn.l0.f']));
    unroll(cell, x, state, { training: false, step: 0, recorder }, { reverse: false, place });
    assert.deepEqual(
      recorder.traces.map(({ name }) => name),
      ['rnn.l0.f'],
    );
  });

  it('takes no more memory than a pass that nobody looks into', () => {
    const { tape, cell, x, state } = setUp(cellConfigs[2]);
    tape.seal();
    const used = (recorder?: TraceRecorder) => {
      tape.reset();
      const start = tape.arena.mark;
      unroll(cell, x, state, { training: false, step: 0, recorder }, { reverse: false, place });
      return tape.arena.mark - start;
    };
    assert.equal(used(new TraceRecorder()), used());
  });
});
