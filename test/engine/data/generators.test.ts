import assert from 'node:assert/strict';
import { generators } from '../../../engine/catalog/generators';
import { experimentSchema } from '../../../engine/catalog/experiment';
import type { PairData, PairSide, TableData } from '../../../engine/contracts/data';
import type { DataConfig, GenerateConfig } from '../../../engine/contracts/experiment';
import { resolveLikely } from '../../../engine/node/guess';
import { forecastingTask } from '../../../engine/tasks/forecasting';
import { languageModelTask } from '../../../engine/tasks/language-model';
import { taggingTask } from '../../../engine/tasks/tagging';
import { present, readAll, requestOf } from '../tasks/support';
import { assertProblem } from './support';

const resolved = (data: object, rest: object = {}) => resolveLikely(experimentSchema.parse({ data, ...rest }));

function requestFor(data: object, rest: object = {}, memory = 1e9) {
  const experiment = resolved(data, rest);
  return { ...requestOf(experiment.task.kind, { files: {}, memory }), experiment };
}

async function made(config: object, start: number, end: number) {
  const { generate } = resolved({ generate: config }).data;
  const whole = generate as GenerateConfig;
  return (await generators.load(whole.kind)).generate(whole, { start, end });
}

function tokens(side: PairSide): readonly string[] {
  assert.ok(typeof side !== 'string');
  return side;
}

function numbers({ columns }: TableData, name: string): number[] {
  const column = columns.find((each) => each.name === name);
  assert.ok(column?.kind === 'number');
  return [...column.values];
}

describe('data that is generated', () => {
  it('adding: one number of each half is marked, and their sum stands behind them', async () => {
    const length = 9;
    const table = (await made({ kind: 'adding', length, seed: 4 }, 0, 300)) as TableData;
    const [values, marks, sums] = ['value', 'mark', 'sum'].map((name) => numbers(table, name));
    assert.equal(table.rows, 300 * (length + 1));
    const places = new Set<number>();
    for (let first = 0; first < table.rows; first += length + 1) {
      const marked = marks.slice(first, first + length).flatMap((mark, t) => (mark === 1 ? [t] : []));
      assert.equal(marked.length, 2);
      assert.ok(marked[0] < 4 && marked[1] >= 4, marked.join());
      marked.forEach((t) => places.add(t));
      assert.equal(sums[first + length], values[first + marked[0]] + values[first + marked[1]]);
      assert.ok(values.slice(first, first + length).every((value) => value > 0 && value < 1));
      assert.ok(sums.slice(first, first + length).every((sum) => sum === 1));
    }
    assert.equal(places.size, length, 'any place may be marked');
    const answers = sums.filter((_, row) => row % (length + 1) === length);
    const mean = answers.reduce((total, sum) => total + sum, 0) / answers.length;
    assert.ok(Math.abs(mean - 1) < 0.08, `the mean is ${mean}`);
  });

  it('copying: blanks, and after the sign the symbols again', async () => {
    const config = { kind: 'copy-memory', symbols: 4, length: 3, delay: 6 };
    const { source, target } = (await made(config, 0, 50)) as PairData;
    source.forEach((shown, i) => {
      const said = target[i];
      assert.match(tokens(shown).join(''), /^[abcd]{3}-{5}:-{3}$/);
      assert.deepEqual(tokens(said), [...Array.from('-'.repeat(9)), ...tokens(shown).slice(0, 3)]);
    });
    assert.equal(new Set(source.flat()).size, 6);
  });

  for (const config of [
    { kind: 'adding', length: 5 },
    { kind: 'copy-memory', delay: 4 },
  ]) {
    it(`each sequence depends on the seed and its number alone: ${config.kind}`, async () => {
      const rows = (data: TableData | PairData): readonly (string | number)[] =>
        data.kind === 'table' ? numbers(data, 'value') : data.source.map((side) => tokens(side).join(''));
      const all = rows(await made(config, 0, 8));
      const random = all.filter((each) => each !== 0);
      const late = rows(await made(config, 5, 8));
      assert.deepEqual(late, all.slice(-late.length));
      assert.notDeepEqual(rows(await made({ ...config, seed: 2 }, 0, 8)), all);
      assert.equal(new Set(random).size, random.length);
    });
  }

  it('has a task, and columns, without a word about them', async () => {
    const adding = resolved({ generate: { kind: 'adding', length: 20 } });
    assert.deepEqual(adding.task, { kind: 'forecasting', window: 20, horizon: 1, scaler: 'none', season: 1 });
    const { columns, target, group, path } = adding.data satisfies DataConfig;
    assert.deepEqual([columns, target, group, path], [['value', 'mark'], ['sum'], 'sequence', undefined]);
    const { parts, record } = await forecastingTask.prepare(
      requestFor({ generate: { kind: 'adding', length: 20, sequences: 50 }, split: [0.8, 0.1, 0.1] }),
    );
    assert.deepEqual(record.parts, { train: 840, validation: 105, test: 105 });
    assert.equal(parts.train?.predictions, 40, 'a window a sequence');
    const copying = { generate: { kind: 'copy-memory', delay: 5, length: 2, sequences: 20 }, split: [0.5, 0.25, 0.25] };
    assert.equal(resolved(copying).task.kind, 'tagging');
    const tagged = await taggingTask.prepare(requestFor(copying));
    assert.deepEqual(tagged.record.parts, { train: 10, validation: 5, test: 5 });
    const [{ count }] = readAll(present(tagged.parts.test));
    assert.ok(count > 0 && count % 9 === 0, 'whole sequences');
  });

  it('refuses what does not fit', async () => {
    const generate = { kind: 'adding', length: 20 };
    const prepare = (data: object, rest: object = {}, memory = 1e9) => {
      const request = requestFor(data, rest, memory);
      const task = { forecasting: forecastingTask, 'language-model': languageModelTask, tagging: taggingTask };
      return task[request.experiment.task.kind as keyof typeof task].prepare(request);
    };
    const place = { path: 'data.generate' };
    await assertProblem(
      () => prepare({ generate }, { task: { kind: 'language-model' } }),
      'data.generated-kind',
      place,
    );
    await assertProblem(() => prepare({ generate }, { task: { kind: 'tagging' } }), 'data.generated-kind', place);
    await assertProblem(() => prepare({ generate: { ...generate, sequences: 1e6 } }, {}, 1e8), 'data.memory', place);
    await assertProblem(
      () => prepare({ generate }, { task: { kind: 'forecasting', window: 30, horizon: 1 } }),
      'table.short',
      { path: 'task.window' },
    );
    const both = experimentSchema.safeParse({ data: { generate, path: 'a.csv' } });
    assert.deepEqual(
      both.error?.issues.map((issue) => [issue.path, 'params' in issue && issue.params]),
      [[['data', 'path'], { code: 'config.generate-and-files' }]],
    );
  });
});
