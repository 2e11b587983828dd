import assert from 'node:assert/strict';
import type { Example } from '../../../engine/contracts/data';
import { Feed } from '../../../engine/core/feed';
import { numbersOf, onNetwork } from '../../../engine/inspect/bench';
import { stepContributions } from '../../../engine/inspect/contributions';
import { gradientFlow } from '../../../engine/inspect/flow';
import { saliencyOf } from '../../../engine/inspect/saliency';
import { assertClose } from '../support/tensors';
import { benchOf, tableExample, type TestBench, textExample } from './support';

const ids = [1, 4, 2, 0, 3, 3, 1, 5, 2];
const vocabulary = 6;
const cells = ['elman', 'lstm', 'gru'];
const whole = { steps: { from: 0, to: 100 } };
const table = Array.from({ length: 6 }, (_, t) => [Math.sin(t), Math.cos(2 * t), 0.3 * t - 1]);

/** Loss of each step after the state at step k was moved, computed in two halves: nothing of the code under test is used. */
function lossesWith(bench: TestBench, k: number, state: string, unit: number, by: number): number[] {
  return onNetwork(bench, ({ tape, model }) => {
    const read = (tokens: readonly number[]) => {
      const input = tape.buffer([tokens.length, 1], 'int');
      if (!tape.backend.planning) tape.backend.ints(input.pointer, tokens.length).set(tokens);
      return input;
    };
    const pass = { training: false, step: 0 };
    const [, before] = model.forward(read(ids.slice(0, k + 1)), model.initialState(1), pass);
    if (!tape.backend.planning) {
      const moved = numbersOf(before[state]);
      const start = moved[unit];
      moved[unit] += by;
      // The output of the step is o tanh(c): it moves with the cell.
      if (state.endsWith('.c')) numbersOf(before['l0.h'])[unit] *= Math.tanh(start + by) / Math.tanh(start);
    }
    const [output] = model.forward(read(ids.slice(k + 1)), before, pass);
    const logits = Float64Array.from(numbersOf(output));
    return ids.slice(k + 2).map((target, i) => {
      const row = logits.subarray(i * vocabulary, (i + 1) * vocabulary);
      return Math.log(row.reduce((sum, value) => sum + Math.exp(value), 0)) - row[target];
    });
  });
}

function losses(bench: TestBench, { batches }: Example): number[] {
  return onNetwork(bench, (network) => {
    const feed = new Feed(network, batches.shape, false);
    const count = feed.read(batches, 0, 0);
    const [output] = network.model.forward(feed.input, feed.state(true), feed.pass(false, 0));
    return Array.from(numbersOf(feed.loss(output, 1 / Math.max(1, count)).loss));
  });
}

describe('gradient through time', () => {
  for (const kind of cells) {
    it(`equals finite differences for every pair of steps: ${kind}`, async () => {
      const units = 3;
      const bench = await benchOf({ cell: { kind, units }, embedding: 4 }, vocabulary);
      const flow = await gradientFlow(bench, textExample(ids, vocabulary), whole);
      assert.deepEqual(
        flow.states.map(({ trace }) => trace).sort(),
        kind === 'lstm' ? ['rnn.l0.c', 'rnn.l0.h'] : ['rnn.l0.h'],
      );
      const step = 1e-5;
      for (const { trace, norms, losses: at } of flow.states) {
        assert.deepEqual([...at], [0, 1, 2, 3, 4, 5, 6, 7], 'what follows the last token is not known');
        const state = trace.slice('rnn.'.length);
        for (let k = 0; k + 2 < ids.length; k++) {
          const slopes = Array.from({ length: units }, (_, unit) => {
            const [above, below] = [step, -step].map((by) => lossesWith(bench, k, state, unit, by));
            return above.map((value, i) => (value - below[i]) / (2 * step));
          });
          // The loss at k itself reads the output of step k, which the two halves cannot tell apart.
          for (let t = k + 1; t < at.length; t++) {
            const norm = Math.hypot(...slopes.map((slope) => slope[t - k - 1]));
            assertClose([norms[t * ids.length + k]], [norm], 1e-6, `${trace}: loss ${t}, state ${k}`);
          }
          for (let t = 0; t < k; t++)
            assert.ok(Number.isNaN(norms[t * ids.length + k]), 'no loss depends on a later state');
        }
      }
    });
  }

  it('goes the other way in a layer that reads backwards', async () => {
    const bench = await benchOf({ cell: { kind: 'gru', units: 3 }, bidirectional: true }, vocabulary);
    const { states } = await gradientFlow(bench, textExample(ids, vocabulary), whole);
    const backward = states.find(({ trace }) => trace === 'rnn.l0_reverse.h');
    const at = (t: number, k: number) => backward?.norms[t * ids.length + k] ?? 0;
    assert.ok(at(2, 6) > 0);
    assert.ok(Number.isNaN(at(6, 2)));
    assert.ok((backward?.byLag[4] ?? 0) > 0);
  });

  it('has one loss where there is one answer a sequence', async () => {
    const bench = await benchOf({ cell: { kind: 'lstm', units: 3 } }, 2, { inputs: 3, per: 'sequence' });
    const { states } = await gradientFlow(bench, tableExample(table, [0.5, -0.2]), whole);
    for (const { losses: at, norms, byLag } of states) {
      assert.deepEqual([...at], [5]);
      assert.deepEqual([...norms].toReversed(), [...byLag], 'every lag is one pair');
    }
  });

  it('takes means over the pairs of a lag, of logarithms', async () => {
    const bench = await benchOf({ cell: { kind: 'elman', units: 3 } }, vocabulary);
    const { states } = await gradientFlow(bench, textExample(ids, vocabulary), { steps: { from: 1, to: 6 } });
    const [{ norms, byLag }] = states;
    for (let lag = 0; lag < 5; lag++) {
      const pairs = Array.from({ length: 5 - lag }, (_, k) => norms[(k + lag) * 5 + k]);
      const mean = Math.exp(pairs.reduce((sum, norm) => sum + Math.log(norm), 0) / pairs.length);
      assertClose([byLag[lag]], [mean], 1e-6, `lag ${lag}`);
    }
  });
});

describe('contributions of the steps', () => {
  for (const kind of cells) {
    for (const parameter of ['rnn.weight_hh_l0', 'rnn.weight_ih_l1', 'rnn.bias_ih_l0_reverse']) {
      it(`sum to the whole gradient: ${parameter}, ${kind}`, async () => {
        const model = { cell: { kind, units: 3 }, layers: 2, bidirectional: true, embedding: 4 };
        const bench = await benchOf(model, vocabulary);
        const example = textExample(ids, vocabulary);
        const size = bench.tensors.get(parameter)?.data.length ?? 0;
        const sum = new Float64Array(size);
        const steps = new Set<number>();
        const found = stepContributions(bench, example, parameter, (step, term) => {
          steps.add(step);
          for (let i = 0; i < size; i++) sum[i] += term[i];
        });
        assert.equal(steps.size, ids.length);
        // The whole gradient by finite differences of the loss.
        const weight = bench.tensors.get(parameter);
        assert.ok(weight);
        const numeric = Array.from(weight.data, (start, i) => {
          const lossAt = (by: number) => {
            weight.data[i] = start + by;
            return losses(bench, example)[0];
          };
          const slope = (lossAt(1e-5) - lossAt(-1e-5)) / 2e-5;
          weight.data[i] = start;
          return slope;
        });
        assertClose(sum, numeric, 1e-8, 'sum of the terms');
        const along = found.along.reduce((total, value) => total + value, 0);
        assertClose([found.norm, along], [Math.hypot(...numeric), Math.hypot(...numeric)], 1e-6, 'norm');
      });
    }
  }

  it('are refused for a weight that all steps use at once', async () => {
    const bench = await benchOf({ cell: { kind: 'gru', units: 3 } }, vocabulary);
    for (const parameter of ['head.weight', 'embedding.weight', 'rnn.nothing']) {
      assert.throws(() => stepContributions(bench, textExample(ids, vocabulary), parameter), {
        code: 'inspect.no-steps',
      });
    }
  });
});

describe('saliency', () => {
  for (const kind of cells) {
    it(`integrated gradients sum to the value less the baseline: ${kind}`, async () => {
      const text = await benchOf({ cell: { kind, units: 5 }, layers: 2 }, vocabulary);
      const forText = await saliencyOf(text, textExample(ids, vocabulary), { method: 'integrated-gradients', step: 6 });
      const rows = await benchOf({ cell: { kind, units: 5 } }, 2, { inputs: 3, per: 'sequence' });
      const request = { method: 'integrated-gradients', step: 0, output: 1 } as const;
      const forRows = await saliencyOf(rows, tableExample(table, [0, 0]), request);
      assert.equal(forRows.name, 'answer 2');
      for (const { scores, value, baseline } of [forText, forRows]) {
        const sum = scores.reduce((total, score) => total + score, 0);
        assert.ok(Math.abs(value - baseline) > 1e-3, 'there is something to explain');
        assert.ok(Math.abs(sum - (value - baseline)) < 2e-4, `${sum} is not ${value} - ${baseline}`);
      }
    });

    it(`gradient times input equals finite differences along each step's input: ${kind}`, async () => {
      const bench = await benchOf({ cell: { kind, units: 5 } }, 2, { inputs: 3, per: 'sequence' });
      const request = { method: 'gradient-times-input', step: 0, output: 0 } as const;
      const { scores } = await saliencyOf(bench, tableExample(table, [0, 0]), request);
      const valueOf = async (rows: number[][]) => (await saliencyOf(bench, tableExample(rows, [0, 0]), request)).value;
      const numeric: number[] = [];
      for (const t of table.keys()) {
        const scaled = (by: number) => valueOf(table.map((row, other) => (other === t ? row.map((x) => x * by) : row)));
        numeric.push(((await scaled(1 + 1e-5)) - (await scaled(1 - 1e-5))) / 2e-5);
      }
      assertClose(scores, numeric, 1e-6, 'scores');
    });
  }

  it('says nothing about what comes later', async () => {
    const bench = await benchOf({ cell: { kind: 'lstm', units: 5 } }, vocabulary);
    for (const method of ['gradient-times-input', 'integrated-gradients'] as const) {
      const { scores } = await saliencyOf(bench, textExample(ids, vocabulary), { method, step: 3 });
      assert.ok(scores.subarray(0, 4).every((score) => score !== 0));
      assert.ok(scores.subarray(4).every((score) => score === 0));
    }
  });
});
