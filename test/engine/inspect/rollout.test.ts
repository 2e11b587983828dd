import assert from 'node:assert/strict';
import type { Example } from '../../../engine/contracts/data';
import { capture } from '../../../engine/inspect/capture';
import { rollOut } from '../../../engine/inspect/rollout';
import { assertClose } from '../support/tensors';
import { benchOf, tableExample, type TestBench, textExample, writerBench, writtenExample } from './support';

const vocabulary = 6;
const text = Array.from({ length: 40 }, (_, i) => (i * i + (i >> 2)) % vocabulary);

describe('rollout', () => {
  it('errs as the losses say under teacher forcing, and goes its own way in the open loop', async () => {
    const bench = await benchOf({ cell: { kind: 'gru', units: 8 } }, vocabulary);
    const example = textExample(text.slice(0, 30), vocabulary);
    const { traces } = capture(bench, example);
    const loss = traces.find(({ name }) => name === 'loss')?.values ?? new Float32Array(0);
    const logits = traces.find(({ name }) => name === 'head.y')?.values ?? new Float32Array(0);
    const { warmUp, labels, written, curves } = await rollOut(bench, example, 10);
    const [{ forcedError, openError }] = curves;
    assert.equal(warmUp, 10);
    assert.deepEqual(labels, text.slice(10, 30).map(String));
    assertClose(forcedError, loss.subarray(9, 29), 1e-6, 'teacher forcing');
    assert.equal(openError.length, 20);
    assert.equal(openError[0], forcedError[0], 'the first step has read the same');
    // The first token that is written is the likeliest after the warm-up.
    const row = [...logits.subarray(9 * vocabulary, 10 * vocabulary)];
    assert.equal(written?.[0], String(row.indexOf(Math.max(...row))));
    // Reading what it wrote: the text with its own tokens in place of the rest, under teacher forcing.
    const own = [...text.slice(0, 10), ...(written ?? []).map(Number)];
    const again = await rollOut(bench, textExample(own, vocabulary), 10);
    assert.deepEqual(again.written, written);
    assertClose(again.curves[0].forcedError, again.curves[0].openError, 1e-12, 'its own text is no surprise');
  });
});

describe('rollout of an encoder-decoder', () => {
  const source = { kind: 'tokens', vocabulary } as const;
  const target = 7;
  const ids = [2, 5, 3, 3, 6, 4, 2];
  const models = {
    'a fixed context': { cell: { kind: 'lstm', units: 6 }, layers: 2 },
    'attention before the cell': { cell: { kind: 'gru', units: 6 }, attention: { kind: 'additive' } },
    'input feeding': { cell: { kind: 'gru', units: 6 }, attention: { kind: 'general' }, inputFeeding: true },
  };

  for (const [title, model] of Object.entries(models)) {
    it(`errs as the losses say, and reads what it writes: ${title}`, async () => {
      const bench = await writerBench({ kind: 'encoder-decoder', ...model }, { input: source, target });
      const example = (written: readonly number[]) => writtenExample(source, [1, 4, 2, 0, 3], written, target);
      const loss = (written: readonly number[]) => {
        const { traces } = capture(bench, example(written));
        return traces.find(({ name }) => name === 'loss')?.values ?? new Float32Array(0);
      };
      for (const read of [0, 3]) {
        const { warmUp, labels, written, curves } = await rollOut(bench, example(ids), read);
        assert.equal(warmUp, read);
        assert.deepEqual(labels, [...ids, 1].slice(read).map(String));
        assertClose(curves[0].forcedError, loss(ids).subarray(read), 1e-6, 'teacher forcing');
        // In the open loop each truth is judged behind the tokens that it wrote itself.
        const own = [...ids.slice(0, read), ...(written ?? []).map(Number)];
        const truth = [...ids, 1];
        const open = truth.slice(read).map((id, i) => loss([...own.slice(0, read + i), id])[read + i]);
        assertClose(curves[0].openError, open, 1e-6, 'open loop');
        assert.notDeepEqual(curves[0].openError, curves[0].forcedError);
      }
    });
  }

  it('goes on from a vector too', async () => {
    const vector = { kind: 'vectors', size: 3 } as const;
    const bench = await writerBench(
      { kind: 'vector-to-sequence', cell: { kind: 'gru', units: 6 } },
      { input: vector, target },
    );
    const example = writtenExample(vector, [0.3, -1, 2], ids, target);
    const { traces } = capture(bench, example);
    const loss = traces.find(({ name }) => name === 'loss')?.values ?? new Float32Array(0);
    assertClose((await rollOut(bench, example, 0)).curves[0].forcedError, loss, 1e-6, 'teacher forcing');
  });
});

describe('rollout of forecasts', () => {
  const [window, horizon] = [4, 2];
  const rows = Array.from({ length: 11 }, (_, t) => [Math.sin(t), Math.cos(2 * t), 0.3 * t - 1]);
  const scaling = { shift: 10, scale: 5 };
  /** Two columns are predicted, the second of which is not read; the third is read and not predicted. */
  const columns = [
    { name: 'a', input: 0, scaling, truth: Float64Array.from(rows, ([a]) => a * 5 + 10) },
    { name: 'b', scaling, truth: Float64Array.from(rows, (_, t) => t) },
  ];
  const example: Example = {
    ...tableExample(rows, [0, 0, 0, 0]),
    sides: { source: rows.map((_, t) => `row ${t}`) },
    feedback: { kind: 'rows', window, columns },
  };
  /** Output of a pass over some rows, `[horizon, columns]`. */
  const said = (bench: TestBench, read: readonly (readonly number[])[]) => {
    const { traces } = capture(bench, tableExample(read, [0, 0, 0, 0]));
    const y = traces.find(({ name }) => name === 'head.y')?.values ?? new Float32Array(0);
    return [0, 1].map((h) => [...y.subarray(2 * h, 2 * h + 2)]);
  };

  it('goes from horizon to horizon: from the truth, or from its own forecasts', async () => {
    const bench = await benchOf({ cell: { kind: 'lstm', units: 5 } }, 4, { inputs: 3, per: 'sequence' });
    const { warmUp, labels, curves } = await rollOut(bench, example, 3);
    assert.equal(warmUp, 3);
    assert.deepEqual(labels, ['row 3', 'row 4', 'row 5', 'row 6', 'row 7', 'row 8', 'row 9', 'row 10']);
    const forced: number[][] = [];
    const open: number[][] = [];
    const own = rows.map((row) => [...row]);
    for (let origin = 3; origin < rows.length; origin += horizon) {
      const start = Math.max(0, origin - window);
      forced.push(...said(bench, rows.slice(start, origin)));
      const ahead = said(bench, own.slice(start, origin));
      open.push(...ahead);
      ahead.forEach(([a], h) => own[origin + h]?.splice(0, 1, a));
    }
    columns.forEach(({ name, truth }, k) => {
      const values = (from: number[][]) => from.map((row) => row[k] * 5 + 10);
      const known = [...truth.subarray(3)];
      assert.equal(curves[k].name, name);
      assert.deepEqual(curves[k].truth, known);
      assertClose(curves[k].forced, values(forced), 1e-5, `${name} forced`);
      assertClose(curves[k].open, values(open), 1e-5, `${name} open`);
      assertClose(
        curves[k].openError,
        known.map((value, i) => Math.abs(value - values(open)[i])),
        1e-5,
        `${name} error`,
      );
    });
    assert.deepEqual(
      curves[0].open.slice(0, horizon),
      curves[0].forced.slice(0, horizon),
      'the first have read the same',
    );
    assert.notDeepEqual(curves[0].open.slice(horizon), curves[0].forced.slice(horizon));
  });
});
