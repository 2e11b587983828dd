import assert from 'node:assert/strict';
import type { Example } from '../../../engine/contracts/data';
import type { CapturedTrace } from '../../../engine/inspect/capture';
import { capture } from '../../../engine/inspect/capture';
import { sliceOf } from '../../../engine/inspect/slice';
import { orderOf } from '../../../engine/inspect/unit-order';
import { assertClose } from '../support/tensors';
import { benchOf, textExample, writerBench, writtenExample } from './support';

const ids = [1, 2, 3, 1, 4, 2, 5, 0, 3, 2];
const whole = { from: 0, to: 1000 };

function trace(name: string, values: readonly (readonly number[])[]): CapturedTrace {
  const columns = values[0].length;
  const about = { name, symbol: name, kind: 'state', node: 'rnn.l0', side: 'source', heads: 1 } as const;
  const flat = Float32Array.from(values.flat());
  return {
    ...about,
    steps: values.length,
    columns,
    least: 0,
    greatest: 1,
    diverging: true,
    values: flat,
  };
}

describe('capture', () => {
  const model = { cell: { kind: 'lstm', units: 5 }, layers: 2, bidirectional: true, embedding: 4 };
  const example: Example = textExample(ids, 6);

  it('records every gate, state, candidate and output of every layer, direction and step', async () => {
    const { traces } = capture(await benchOf(model, 6), example);
    const layers = ['l0', 'l0_reverse', 'l1', 'l1_reverse'];
    const cell = layers.flatMap((layer) => ['i', 'f', 'o', 'g', 'c', 'h'].map((symbol) => `rnn.${layer}.${symbol}`));
    assert.deepEqual(
      traces.map(({ name }) => name),
      ['input.x', ...cell, 'head.y', 'head.p', 'loss'],
    );
    for (const { name, steps, columns, values, least, greatest } of traces) {
      assert.equal(steps, ids.length, name);
      assert.equal(values.length, steps * columns, name);
      const finite = values.filter(Number.isFinite);
      assert.deepEqual([least, greatest], [Math.min(...finite), Math.max(...finite)], name);
      assert.ok(greatest > least, name);
    }
    const sizes = new Map(traces.map(({ name, columns }) => [name, columns]));
    assert.deepEqual(
      [sizes.get('input.x'), sizes.get('rnn.l1.f'), sizes.get('head.p'), sizes.get('loss')],
      [4, 5, 6, 1],
    );
  });

  it('gives probabilities that sum to one, and the losses of the tokens that come', async () => {
    const { traces } = capture(await benchOf(model, 6), example);
    const p = traces.find(({ name }) => name === 'head.p')?.values ?? new Float32Array(0);
    const loss = traces.find(({ name }) => name === 'loss')?.values ?? new Float32Array(0);
    ids.forEach((_, t) => {
      const row = p.subarray(t * 6, (t + 1) * 6);
      assertClose([row.reduce((sum, value) => sum + value, 0)], [1], 1e-5, `step ${t}`);
      if (t + 1 < ids.length) assertClose([loss[t]], [-Math.log(row[ids[t + 1]])], 1e-4, `loss ${t}`);
    });
    assert.ok(Number.isNaN(loss[ids.length - 1]), 'nobody knows what comes after the last token');
  });

  it('draws the graph with shapes and all parameters', async () => {
    const bench = await benchOf(model, 6);
    const { graph } = capture(bench, example);
    assert.deepEqual(
      graph.nodes.map(({ id, kind, shape }) => [id, kind, shape]),
      [
        ['input', 'input', [10]],
        ['embedding', 'embedding', [10, 4]],
        ['rnn.l0', 'recurrent', [10, 5]],
        ['rnn.l0_reverse', 'recurrent', [10, 5]],
        ['rnn.l1', 'recurrent', [10, 5]],
        ['rnn.l1_reverse', 'recurrent', [10, 5]],
        ['head', 'linear', [10, 6]],
        ['output', 'output', [10, 6]],
      ],
    );
    const edges = graph.edges.map(({ from, to, recurrent }) => `${from} ${recurrent ? '~' : '>'} ${to}`);
    assert.deepEqual(
      edges.sort(),
      [
        'input > embedding',
        ...['rnn.l0', 'rnn.l0_reverse'].flatMap((layer) => [
          `embedding > ${layer}`,
          `${layer} ~ ${layer}`,
          `${layer} > rnn.l1`,
          `${layer} > rnn.l1_reverse`,
        ]),
        ...['rnn.l1', 'rnn.l1_reverse'].flatMap((layer) => [`${layer} ~ ${layer}`, `${layer} > head`]),
        'head > output',
      ].sort(),
    );
    const count = graph.nodes.reduce((sum, node) => sum + node.parameterCount, 0);
    const stored = [...bench.tensors.values()].reduce((sum, { data }) => sum + data.length, 0);
    assert.equal(count, stored);
    const layer = graph.nodes.find(({ id }) => id === 'rnn.l0');
    assert.deepEqual(
      layer?.traces,
      ['i', 'f', 'o', 'g', 'c', 'h'].map((symbol) => `rnn.l0.${symbol}`),
    );
    // h, c and four gates of every step; then both directions are joined, all steps and the last one.
    assert.equal(layer?.activationBytes, 8 * (10 * 5 * 6 + 10 * 10 + 10));
  });
});

describe('the graph of a decoder that reads a vector', () => {
  for (const [context, wanted] of Object.entries({
    state: ['input > bridge.l0.h', 'bridge.l0.h > decoder.rnn.l0'],
    input: ['input > decoder.rnn.l0'],
    both: ['input > bridge.l0.h', 'bridge.l0.h > decoder.rnn.l0', 'input > decoder.rnn.l0'],
  })) {
    it(`shows what the vector leads to: ${context}`, async () => {
      const input = { kind: 'vectors', size: 3 } as const;
      const model = { kind: 'vector-to-sequence', cell: { kind: 'gru', units: 4 }, context };
      const bench = await writerBench(model, { input, target: 5 });
      const { graph, traces } = capture(bench, writtenExample(input, [0.5, -1, 2], [2, 3], 5));
      const edges = graph.edges.map(({ from, to }) => `${from} > ${to}`);
      const others = ['input.target > decoder.embedding', 'decoder.embedding > decoder.rnn.l0'];
      const ends = ['decoder.rnn.l0 > decoder.rnn.l0', 'decoder.rnn.l0 > head', 'head > output'];
      assert.deepEqual(edges.toSorted(), [...wanted, ...others, ...ends].toSorted());
      assert.deepEqual([...(traces.find(({ name }) => name === 'input.x')?.values ?? [])], [0.5, -1, 2]);
    });
  }
});

describe('slice', () => {
  const values = Array.from({ length: 7 }, (_, t) => Array.from({ length: 5 }, (__, unit) => 10 * t + unit));
  const small = trace('h', values);
  const order = orderOf(small, 'index');
  const request = { trace: 'h', steps: whole, units: whole, order: 'index', rows: 100, columns: 100 } as const;

  it('gives what is there where every point can be drawn', () => {
    const slice = sliceOf(small, order, { ...request, steps: { from: 2, to: 4 }, units: { from: 1, to: 4 } });
    assert.deepEqual([slice.rows, slice.columns, [...slice.units]], [2, 3, [1, 2, 3]]);
    assert.deepEqual([...slice.values], [21, 22, 23, 31, 32, 33]);
  });

  it('gives means where there are more values than points', () => {
    const slice = sliceOf(small, order, { ...request, rows: 3, columns: 2 });
    // Steps 0-1, 2-3, 4-6; units 0-1, 2-4.
    assert.deepEqual([...slice.values], [5.5, 8, 25.5, 28, 50.5, 53]);
  });

  it('cuts off what lies beyond the ends', () => {
    const slice = sliceOf(small, order, { ...request, steps: { from: -3, to: 2 }, units: { from: 4, to: 90 } });
    assert.deepEqual([slice.rows, slice.columns], [2, 1]);
    assert.deepEqual([...slice.values], [4, 14]);
    assert.equal(sliceOf(small, order, { ...request, steps: { from: 9, to: 12 } }).values.length, 0);
  });

  it('takes one head, or the mean of all', () => {
    const heads = { ...small, heads: 2, columns: 2, steps: 2, values: Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8) };
    const two = Uint32Array.of(0, 1);
    assert.deepEqual([...sliceOf(heads, two, { ...request, head: 1 }).values], [3, 4, 7, 8]);
    assert.deepEqual([...sliceOf(heads, two, { ...request, head: 'mean' }).values], [2, 3, 6, 7]);
  });
});

describe('order of units', () => {
  // Units 0, 2, 4 go together, 1 and 5 as well; 3 goes its own way and varies most.
  const wave = Array.from({ length: 40 }, (_, t) => {
    const [a, b] = [Math.sin(t / 3), Math.cos(t / 1.7)];
    return [a, b, 0.5 * a + 0.01 * Math.sin(7 * t), 3 * Math.sin(t * t), 0.7 * a, 2 * b + 0.02 * Math.cos(5 * t)];
  });
  const six = trace('h', wave);

  it('by variance: what varies most comes first', () => {
    assert.deepEqual([...orderOf(six, 'variance')], [3, 5, 1, 0, 4, 2]);
  });

  it('clustered: units that go together stand together', () => {
    const places = [...orderOf(six, 'cluster')];
    assert.deepEqual(
      places.toSorted((a, b) => a - b),
      [0, 1, 2, 3, 4, 5],
    );
    const spread = (units: readonly number[]) => {
      const at = units.map((unit) => places.indexOf(unit));
      return Math.max(...at) - Math.min(...at);
    };
    assert.equal(spread([0, 2, 4]), 2);
    assert.equal(spread([1, 5]), 1);
  });

  it('also for units that never change', () => {
    const still = trace('h', [
      [1, 2, 1],
      [1, 3, 1],
    ]);
    assert.deepEqual(
      [...orderOf(still, 'cluster')].toSorted((a, b) => a - b),
      [0, 1, 2],
    );
    assert.deepEqual([...orderOf(still, 'variance')], [1, 0, 2]);
  });
});
