import assert from 'node:assert/strict';
import type { PairEvaluation } from '../../../engine/contracts/events';
import { dataToTextTask } from '../../../engine/tasks/data-to-text';
import { assertProblem } from '../data/support';
import { near, present, readAll, requestOf, type Setting } from './support';

/** Twelve rows of ten different ones: the first comes three times. */
const rows = Array.from({ length: 12 }, (_, i) =>
  i % 5 === 0 ? '7,1.5,one' : `${i},${i / 4},${'no'.repeat(1 + (i % 3))}`,
);
const files = { 'a.csv': ['a,b,text', ...rows].join('\n') };
const data = { format: 'csv', columns: ['a', 'b'], target: ['text'], split: [0.5, 0.25, 0.25] } as const;

const prepare = (setting: Partial<Setting> = {}) =>
  dataToTextTask.prepare(requestOf('data-to-text', { files, data, ...setting }));

describe('data to text', () => {
  it('gives one vector a row, scaled by the training part, and the text with its start and end', async () => {
    const { record, parts } = await prepare({ data: { ...data, split: [1, 0, 0] } });
    assert.deepEqual([record.input, record.output.per], [{ kind: 'vectors', size: 2 }, 'step']);
    assert.deepEqual(record.parts, { train: 12, validation: 0, test: 0 });
    const { scaling, text } = present(record.described);
    assert.deepEqual(text.vocabulary.slice(4).sort(), ['e', 'n', 'o']);
    const batches = present(parts.train);
    const sums = [0, 0];
    let seen = 0;
    for (const { buffer, count } of readAll(batches)) {
      seen += count;
      const lanes = batches.shape.batch;
      for (let lane = 0; lane < lanes; lane++) {
        const values = [...buffer.input.subarray(2 * lane, 2 * lane + 2)];
        values.forEach((value, i) => (sums[i] += value));
        const written = Array.from(buffer.target).filter(
          (_, cell) => cell % lanes === lane && buffer.weights[cell] > 0,
        );
        const word = written.slice(0, -1).map((id) => text.vocabulary[id]);
        const row = [values[0] * scaling.a.scale + scaling.a.shift, values[1] * scaling.b.scale + scaling.b.shift];
        const found = rows.some((line) => {
          const [a, b, said] = line.split(',');
          return near(Number(a), row[0]) && near(Number(b), row[1]) && said === word.join('');
        });
        assert.ok(found, `${row.join()} ${word.join('')}`);
        assert.equal(buffer.decoderInput?.[lane], 2, 'it begins with the start symbol');
        assert.equal(written.at(-1), 3, 'it ends with the end symbol');
      }
    }
    assert.ok(
      sums.every((sum) => Math.abs(sum) < 1e-9),
      'the mean of the training part is 0',
    );
    assert.equal(seen, batches.predictions);
  });

  it('keeps rows of the same numbers, or of one group, in one part', async () => {
    const { parts, record } = await prepare();
    const codec = present(dataToTextTask.pairs?.(record));
    const rowsIn = (name: 'train' | 'validation' | 'test') =>
      [...readAll(present(parts[name]))].flatMap(({ buffer }) => {
        const lanes = Array.from({ length: buffer.input.length / 2 }, (_, lane) => lane);
        return lanes
          .filter((lane) => buffer.weights[lane] > 0)
          .map((lane) => codec.decodeSource([...buffer.input.subarray(2 * lane, 2 * lane + 2)]));
      });
    const all = [rowsIn('train'), rowsIn('validation'), rowsIn('test')];
    assert.equal(all.flat().length, 12);
    const threefold = all.map((found) => found.filter((row) => row === 'a=7, b=1.5').length);
    assert.deepEqual(new Set(threefold), new Set([0, 3]));
    const grouped = await prepare({ data: { ...data, group: 'text' } });
    assert.equal(
      Object.values(grouped.record.parts).reduce((sum, size) => sum + size, 0),
      12,
    );
  });

  it('reads numbers as a person writes them, and writes them back', async () => {
    const { record } = await prepare({ data: { ...data, split: [1, 0, 0] } });
    const codec = present(dataToTextTask.pairs?.(record));
    for (const text of ['3, 0.75', '3 0.75', '3;0.75', 'b=0.75, a=3']) {
      assert.equal(codec.decodeSource(codec.encodeSource(text)), 'a=3, b=0.75', text);
    }
    for (const wrong of ['3', '3 4 5', '3 x', 'a=3', 'a=3, b=', '']) {
      await assertProblem(async () => codec.encodeSource(wrong), 'predict.numbers');
    }
  });

  it('is measured by its answers beside the nearest row', async () => {
    const prepared = await prepare({ data: { ...data, split: [0.5, 0.5, 0] }, train: { batch: 6 } });
    const codec = present(dataToTextTask.pairs?.(prepared.record));
    const evaluator = prepared.evaluator('validation');
    const { size } = prepared.record.output;
    let pairs = 0;
    for (const { buffer } of readAll(present(prepared.parts.validation))) {
      const output = new Float64Array(buffer.target.length * size);
      buffer.target.forEach((id, row) => (output[row * size + id] = 9));
      evaluator.add({ losses: buffer.weights.map((weight) => weight), output }, buffer);
      const lanes = 6;
      const answers = Array.from({ length: lanes }, (_, lane) =>
        Array.from(buffer.target).filter((id, row) => row % lanes === lane && id > 3),
      );
      if (pairs === 0) answers[0] = [4, 4];
      pairs += answers.filter((answer) => answer.length > 0).length;
      present(evaluator.answers?.bind(evaluator))(answers);
    }
    const result = evaluator.result() as PairEvaluation;
    assert.equal(result.pairs, pairs);
    assert.ok(near(result.metrics.exactMatch, 1 - 1 / pairs));
    assert.equal(result.metrics.tokenAccuracy, 1);
    assert.deepEqual([result.baselines.map(({ name }) => name), result.byLength], [['nearest-pair'], []]);
    assert.equal(result.wrong.length, 1);
    assert.equal(result.wrong[0].output, codec.decodeTarget([4, 4]));
    assert.match(result.wrong[0].source, /^a=[\d.]+, b=[\d.]+$/);
  });

  it('uses scaling and vocabulary of a run as they are', async () => {
    const { record } = await prepare({ data: { ...data, split: [1, 0, 0] } });
    const request = requestOf('data-to-text', {
      files: { 'b.csv': 'text,b,a\nxo,1000,2000' },
      data: { format: 'csv', split: [0, 0, 1] },
    });
    const again = await dataToTextTask.prepare({ ...request, record });
    assert.deepEqual(again.record.described?.scaling, record.described?.scaling);
    const [{ buffer }] = readAll(present(again.parts.test));
    assert.equal(buffer.target[0], 0, 'x is unknown');
    assert.ok(buffer.input[0] > 100 && buffer.input[1] > 100, 'far beyond what was seen');
  });

  it('takes rows as they stand in the file: dates do not order them, be they equal or missing', async () => {
    const days = ['2024-03-01', '2024-01-01', '2024-01-01', ''];
    const dated = ['a,b,day,text', ...rows.map((row, i) => row.replace(/,(?=[^,]*$)/, `,${days[i % 4]},`))].join('\n');
    const numbers = async (setting: Partial<Setting>) =>
      [...readAll(present((await prepare(setting)).parts.test))].map(({ buffer }) => [...buffer.input]);
    const plain = await numbers({});
    assert.deepEqual(await numbers({ files: { 'a.csv': dated } }), plain);
  });

  it('writes numbers too, all of them or most', async () => {
    const written = async (texts: readonly string[]) => {
      const content = ['a,b,text', ...texts.map((text, i) => `${i},${i * i},${text}`)].join('\n');
      const { parts, record } = await prepare({ files: { 'a.csv': content }, data: { ...data, split: [1, 0, 0] } });
      const codec = present(dataToTextTask.pairs?.(record));
      return [...readAll(present(parts.train))].flatMap(({ buffer }) => {
        const lanes = buffer.input.length / 2;
        const said = (lane: number) => Array.from(buffer.target).filter((_, cell) => cell % lanes === lane);
        return Array.from({ length: lanes }, (_, lane) => codec.decodeTarget(said(lane))).filter((text) => text !== '');
      });
    };
    for (const texts of [
      ['07', '1.50', '12', '3'],
      ['7', '15', 'none', '3'],
      ['2024-01-02', '2024-01-03', '4'],
    ]) {
      assert.deepEqual((await written(texts)).sort(), [...texts].sort());
    }
  });

  it('says what is missing or of the wrong kind', async () => {
    const refused = (changes: Partial<Setting>, code: string, place: object) =>
      assertProblem(() => prepare(changes), code, place);
    await refused({ data: { ...data, columns: undefined } }, 'described.columns', { path: 'data' });
    await refused({ data: { ...data, target: undefined } }, 'described.columns', { path: 'data' });
    await refused({ data: { ...data, target: ['text', 'a'] } }, 'pairs.one-column', { path: 'data.target' });
    await refused({ data: { ...data, columns: ['text'], target: ['a'] } }, 'described.number', {
      path: 'data.columns.0',
    });
    for (const policy of ['error', 'forward', 'interpolate'] as const) {
      const gap = { 'a.csv': ['a,b,text', ...rows.slice(0, 4), '3,4,', ...rows].join('\n') };
      const missing = { tokens: ['', 'NA'], policy };
      await refused({ files: gap, data: { ...data, missing } }, 'table.missing-text', { line: 6, column: 5 });
    }
    await refused({ task: { longest: 1 } }, 'pairs.short', { path: 'data.split' });
    await refused({ memory: 600 }, 'data.memory', {});
    const { record } = await prepare({ data: { ...data, split: [1, 0, 0] }, task: { longest: 3 } });
    assert.equal(record.described?.leftOut, 6);
  });
});
