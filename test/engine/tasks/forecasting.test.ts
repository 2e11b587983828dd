import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { ForecastEvaluation, ForecastSample } from '../../../engine/contracts/events';
import { ForecastErrors, seasonalError } from '../../../engine/tasks/forecast-errors';
import { forecastingTask } from '../../../engine/tasks/forecasting';
import { assertProblem } from '../data/support';
import { near, present, readAll, requestOf, type Setting } from './support';

const prepare = (setting: Setting) => forecastingTask.prepare(requestOf('forecasting', setting));
const day = (i: number) => new Date(Date.UTC(2024, 0, 1 + i)).toISOString().slice(0, 10);
/** Rows `from` to `to` with a = row, b = 100 + 2 row. */
const rows = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, i) => `${day(from + i)},${from + i},${100 + 2 * (from + i)}`).join('\n');
const table = (from: number, to: number) => `day,a,b\n${rows(from, to)}\n`;

describe('forecasting task', () => {
  it('records columns, scaling and season, all from the training part alone', async () => {
    const { record, parts } = await prepare({ files: { 't.csv': table(0, 100) } });
    assert.deepEqual(record.parts, { train: 80, validation: 10, test: 10 });
    assert.deepEqual(record.input, { kind: 'vectors', size: 2 });
    assert.deepEqual(record.output, { kind: 'values', size: 4, per: 'sequence' });
    const { inputs, targets, time, season, seasonReason, scaling, seasonalError: errors } = present(record.table);
    assert.deepEqual([inputs, targets, time, season], [['a', 'b'], ['a', 'b'], 'day', 7]);
    assert.match(seasonReason, /a day apart/);
    assert.equal(scaling.a.shift, 39.5);
    assert.ok(near(scaling.b.scale, 2 * scaling.a.scale));
    assert.deepEqual(errors, { a: 7, b: 14 });
    assert.equal(parts.validation?.predictions, 5);
  });

  it('never lets a window cross the boundary of a part or of a series', async () => {
    const lengths = fc.array(fc.integer({ min: 12, max: 40 }), { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(
        lengths,
        fc.integer({ min: 1, max: 3 }),
        fc.integer({ min: 1, max: 2 }),
        async (sizes, window, horizon) => {
          // Values tell series and row: 1000 * series + row.
          const content = sizes.flatMap((size, s) =>
            Array.from({ length: size }, (_, i) => `${day(i)},s${s},${1000 * s + i}`),
          );
          const setting = {
            files: { 't.csv': `day,g,a\n${content.join('\n')}\n` },
            data: { group: 'g', split: [0.6, 0.2, 0.2] as const },
            task: { window, horizon, scaler: 'none' as const },
            train: { batch: 4 },
          };
          const { parts } = await prepare(setting).catch((error: { code: string }) => {
            assert.equal(error.code, 'table.short');
            return { parts: {} };
          });
          const seen: Record<string, Set<number>> = {};
          for (const [name, batches] of Object.entries(parts)) {
            const used = new Set<number>();
            for (const { buffer } of readAll(batches)) {
              for (let b = 0; b < 4; b++) {
                if (buffer.weights[b] === 0) continue;
                const values = [
                  ...Array.from({ length: window }, (_, t) => buffer.input[t * 4 + b]),
                  ...buffer.target.subarray(b * horizon, (b + 1) * horizon),
                ];
                values.forEach((value, i) => assert.equal(value, values[0] + i));
                values.forEach((value) => used.add(value));
              }
            }
            seen[name] = used;
          }
          for (const a of Object.keys(seen)) {
            for (const b of Object.keys(seen)) {
              if (a !== b) for (const value of seen[a]) assert.ok(!seen[b].has(value), 'a row in two parts');
            }
          }
        },
      ),
      { numRuns: 50 },
    );
  });

  it('takes chosen inputs and targets, and explicit parts', async () => {
    const files = { 'a.csv': table(0, 30), 'b.csv': table(30, 40), 'c.csv': table(40, 50) };
    const data = { train: 'a.csv', validation: 'b.csv', test: 'c.csv', target: ['b'], columns: ['a', 'b'] };
    const { record, parts } = await prepare({ files, data });
    assert.deepEqual(record.parts, { train: 30, validation: 10, test: 10 });
    assert.deepEqual([record.input, record.output.size], [{ kind: 'vectors', size: 2 }, 2]);
    assert.deepEqual(Object.keys(present(record.table).scaling), ['a', 'b']);
    assert.equal(parts.test?.predictions, 5);
  });

  it('tells of repaired values', async () => {
    const content = table(0, 60).replace(`${day(5)},5,`, `${day(5)},NA,`);
    const { record } = await prepare({
      files: { 't.csv': content },
      data: { missing: { tokens: ['NA'], policy: 'interpolate' } },
    });
    assert.deepEqual(record.table?.repairs, [{ column: 'a', count: 1, policy: 'interpolate' }]);
  });

  it('uses columns and scaling of a finished run as they are', async () => {
    const { record } = await prepare({ files: { 't.csv': table(0, 100) } });
    const request = requestOf('forecasting', { files: { 'u.csv': table(500, 510) }, data: { split: [0, 0, 1] } });
    const other = await forecastingTask.prepare({ ...request, record });
    assert.deepEqual(other.record.table?.scaling, record.table?.scaling);
    assert.deepEqual(Object.keys(other.parts), ['test']);
    const [{ buffer }] = [...readAll(present(other.parts.test))];
    const { shift, scale } = present(record.table).scaling.a;
    assert.ok(near(buffer.input[0], (500 - shift) / scale));
    const result = other.evaluator('test').result();
    assert.equal(result.part, 'test');
  });

  it('bears very many series', async () => {
    const count = 150_000;
    const pairs = Array.from({ length: count }, (_, i) => `s${i},1\ns${i},2`).join('\n');
    const files = { 'a.csv': `name,x\n${pairs}\n` };
    const data = { group: 'name', target: ['x'], split: [1, 0, 0] } as const;
    const { parts } = await forecastingTask.prepare(
      requestOf('forecasting', { files, data, task: { window: 1, horizon: 1 } }),
    );
    assert.equal(parts.train?.predictions, count);
  });

  describe('refuses', () => {
    it('a window longer than the part, saying how many rows are needed', async () => {
      const long = await assertProblem(
        () => prepare({ files: { 't.csv': table(0, 20) }, task: { window: 30 } }),
        'table.short',
        { path: 'task.window' },
      );
      assert.deepEqual([long.arguments.part, long.arguments.rows, long.arguments.needed], ['train', 16, 32]);
      const validation = await assertProblem(() => prepare({ files: { 't.csv': table(0, 40) } }), 'table.short', {
        path: 'data.split',
      });
      assert.deepEqual([validation.arguments.part, validation.arguments.rows], ['validation', 4]);
      const files = { 'a.csv': table(0, 30), 'b.csv': table(30, 33) };
      await assertProblem(() => prepare({ files, data: { train: 'a.csv', validation: 'b.csv' } }), 'table.short', {
        path: 'data.validation',
      });
    });

    it('text and date columns as targets or inputs', async () => {
      const content = `day,a,name\n${Array.from({ length: 30 }, (_, i) => `${day(i)},${i},n${i}`).join('\n')}\n`;
      const files = { 't.csv': content };
      const text = await assertProblem(() => prepare({ files, data: { target: ['name'] } }), 'table.text-target', {
        path: 'data.target.0',
      });
      assert.equal(text.arguments.kind, 'text');
      await assertProblem(
        () => prepare({ files, data: { columns: ['a', 'day'], target: ['a'] } }),
        'table.text-target',
        { path: 'data.columns.1' },
      );
      await assertProblem(() => prepare({ files: { 't.csv': 'x,y\na,b\nc,d\n' } }), 'table.no-numbers', {
        path: 'data.target',
      });
    });

    it('a split without training rows, and text', async () => {
      await assertProblem(
        () => prepare({ files: { 't.csv': table(0, 50) }, data: { split: [0, 0.5, 0.5] } }),
        'table.no-training-rows',
        { path: 'data.split' },
      );
      await assertProblem(() => prepare({ files: { 't.csv': 'a text' }, data: { format: 'text' } }), 'data.kind', {
        path: 'data.format',
      });
    });

    it('tables that together need more memory than there is', async () => {
      const files = { 'a.csv': table(0, 30), 'b.csv': table(30, 60) };
      const data = { train: 'a.csv', validation: 'b.csv' };
      const one = 30 * (3 * 8 + 12);
      await prepare({ files, data, memory: 30 * 24 + one });
      await assertProblem(() => prepare({ files, data, memory: 30 * 24 + one - 1 }), 'data.memory', {
        path: 'data.validation',
        file: 'b.csv',
      });
    });
  });

  describe('errors', () => {
    it('are those of the definitions', () => {
      const errors = new ForecastErrors(2);
      errors.add(10, 13);
      errors.add(-5, -4);
      errors.add(0, 0);
      assert.ok(near(errors.mae, 4 / 3));
      assert.ok(near(errors.rmse, Math.sqrt(10 / 3)));
      assert.ok(near(errors.mase, 2 / 3));
      assert.ok(near(errors.smape, (200 * (3 / 23) + 200 * (1 / 9)) / 3));
    });

    it('are scaled by the seasonal-naive error inside the training rows', () => {
      const values = Float64Array.of(1, 5, 2, 9, 100, 7);
      assert.equal(seasonalError(values, [{ start: 0, end: 4 }], 2), (1 + 4) / 2);
      assert.equal(
        seasonalError(
          values,
          [
            { start: 0, end: 4 },
            { start: 4, end: 6 },
          ],
          1,
        ),
        (4 + 3 + 7 + 93) / 4,
      );
      assert.equal(seasonalError(values, [{ start: 0, end: 2 }], 12), 4, 'a season that does not fit counts as 1');
      assert.equal(seasonalError(values, [{ start: 0, end: 1 }], 1), 0);
    });
  });

  it('metrics are in the units of the file, by column where there are several', async () => {
    const setting = { files: { 't.csv': table(0, 100) } };
    const prepared = await prepare(setting);
    const { record, parts } = prepared;
    const { scaling } = present(record.table);
    const gatherer = prepared.metrics('validation');
    for (const { buffer, count } of readAll(present(parts.validation))) {
      // One too much in every value of the file; padding must not count.
      const output = buffer.target.map((value, i) => value + 1 / (i % 2 === 0 ? scaling.a.scale : scaling.b.scale));
      gatherer.add(0, count, output as Float64Array, buffer);
    }
    const result = gatherer.result();
    assert.deepEqual(Object.keys(result).sort(), ['mae a', 'mae b', 'mase', 'rmse a', 'rmse b', 'smape']);
    for (const key of ['mae a', 'mae b', 'rmse a', 'rmse b']) assert.ok(near(result[key], 1), key);
    assert.ok(near(result.mase, (1 / 7 + 1 / 14) / 2));
    const single = await prepare({ ...setting, data: { target: ['a'] } });
    assert.deepEqual(
      Object.keys(single.metrics('test').result()).sort(),
      ['mae', 'mase', 'rmse', 'smape'].filter((key) => key !== 'mase'),
    );
  });

  it('a series that never changes has no MASE', async () => {
    const content = `a\n${'5\n'.repeat(60)}`;
    const prepared = await prepare({ files: { 't.csv': content } });
    const { parts } = prepared;
    const gatherer = prepared.metrics('test');
    for (const { buffer, count } of readAll(present(parts.test)))
      gatherer.add(0, count, buffer.target as Float64Array, buffer);
    assert.deepEqual(gatherer.result(), { mae: 0, rmse: 0, smape: 0 });
  });

  it('evaluation: a perfect model beside naive and seasonal-naive', async () => {
    // A saw of period 7 over days, so that seasonal-naive is perfect and naive is not.
    const content = `day,a\n${Array.from({ length: 200 }, (_, i) => `${day(i)},${i % 7}`).join('\n')}\n`;
    const prepared = await prepare({ files: { 't.csv': content }, train: { batch: 4 } });
    const { parts } = prepared;
    for (const part of ['train', 'validation', 'test'] as const) {
      const evaluation = prepared.evaluator(part);
      for (const { buffer } of readAll(present(parts[part]))) {
        evaluation.add(
          { losses: buffer.target.map(() => 0) as Float64Array, output: buffer.target as Float64Array },
          buffer,
        );
      }
      const result = evaluation.result() as ForecastEvaluation;
      assert.deepEqual([result.kind, result.part, result.loss], ['forecast', part, 0]);
      assert.equal(result.count, parts[part]?.predictions);
      assert.ok(near(result.metrics.mae, 0) && near(result.metrics.rmse, 0));
      assert.deepEqual(
        result.baselines.map(({ name }) => name),
        ['naive', 'seasonal-naive'],
      );
      assert.ok(result.baselines[0].metrics.mae > 1);
      assert.equal(part === 'train' || result.baselines[1].metrics.mae === 0, true);
      const [{ model, naive, seasonalNaive, column }] = result.errorByStep;
      assert.deepEqual([column, model.length, naive.length, seasonalNaive.length], ['a', 2, 2, 2]);
      assert.ok(naive[1] > naive[0]);
      const { labels, columns } = result.series;
      const [{ past, forecast, truth, naive: repeated }] = columns;
      assert.equal(labels.length, past.length + forecast.length);
      forecast.forEach((value, i) => assert.ok(near(value, present(truth)[i]), `${part} ${i}`));
      const firstRow = { train: 0, validation: 160, test: 180 }[part];
      assert.deepEqual([labels[0], past], [day(firstRow), [0, 1, 2, 3].map((i) => (firstRow + i) % 7)]);
      assert.deepEqual(present(repeated).slice(0, 3), [past[3], past[3], present(truth)[1]]);
      assert.equal(forecast.length, part === 'train' ? 156 : 16);
    }
  });

  it('evaluation: the loss is the mean of the squared errors', async () => {
    const prepared = await prepare({ files: { 't.csv': table(0, 100) } });
    const { parts } = prepared;
    const evaluation = prepared.evaluator('test');
    for (const { buffer } of readAll(present(parts.test))) {
      const losses = buffer.target.map((_, i) => 0.25 * buffer.weights[Math.floor(i / 4)]) as Float64Array;
      evaluation.add({ losses, output: buffer.target as Float64Array }, buffer);
    }
    assert.equal(evaluation.result().loss, 0.25);
  });

  it('preview: the last window of a part', async () => {
    const prepared = await prepare({ files: { 't.csv': table(0, 100) } });
    const { parts, record } = prepared;
    const preview = present(prepared.preview?.('validation'));
    const batches = [...readAll(present(parts.validation))];
    assert.equal(preview.index, batches.length - 1);
    const { buffer } = batches[preview.index];
    const { labels, columns } = preview.sample(buffer.target as Float64Array, buffer) as ForecastSample;
    assert.deepEqual(labels, [84, 85, 86, 87, 88, 89].map(day));
    assert.deepEqual(
      columns.map(({ name }) => name),
      present(record.table).targets,
    );
    assert.deepEqual(
      [columns[1].past, columns[1].truth],
      [
        [268, 270, 272, 274],
        [276, 278],
      ],
    );
    columns[1].forecast.forEach((value, i) => assert.ok(near(value, 276 + 2 * i)));
    assert.deepEqual(
      [columns[0].naive, columns[0].seasonalNaive],
      [
        [87, 87],
        [81, 82],
      ],
    );
  });

  describe('end of the table', () => {
    async function endOf(setting: Setting) {
      const request = requestOf('forecasting', setting);
      const { record } = await forecastingTask.prepare(request);
      return {
        end: await present(forecastingTask.end?.({ ...request, record })),
        scaling: present(record.table).scaling,
      };
    }

    it('feeds forecasts back in and names the rows to come', async () => {
      const { end, scaling } = await endOf({ files: { 't.csv': table(0, 100) } });
      const raw = (input: Float64Array) =>
        Array.from(input, (value, i) =>
          Math.round(value * scaling[i % 2 ? 'b' : 'a'].scale + scaling[i % 2 ? 'b' : 'a'].shift),
        );
      assert.deepEqual(raw(end.input()), [96, 292, 97, 294, 98, 296, 99, 298]);
      const scaled = (values: number[]) =>
        Float64Array.from(
          values,
          (value, i) => (value - scaling[i % 2 ? 'b' : 'a'].shift) / scaling[i % 2 ? 'b' : 'a'].scale,
        );
      end.accept(scaled([1000, 2000, 1001, 2002]));
      assert.deepEqual(raw(end.input()), [98, 296, 99, 298, 1000, 2000, 1001, 2002]);
      end.accept(scaled([1002, 2004, 1003, 2006]));
      assert.equal(end.length, 4);
      const { labels, columns } = end.sample(3);
      assert.deepEqual(labels, [96, 97, 98, 99, 100, 101, 102].map(day));
      assert.deepEqual(columns[0].past, [96, 97, 98, 99]);
      columns[0].forecast.forEach((value, i) => assert.ok(near(value, 1000 + i)));
      assert.equal(columns[0].forecast.length, 3);
      assert.equal(columns[0].truth, undefined);
      assert.deepEqual(
        [columns[0].naive, columns[0].seasonalNaive],
        [
          [99, 99, 99],
          [93, 94, 95],
        ],
      );
    });

    it('goes on from the series that reaches furthest', async () => {
      const content = ['x', 'y'].flatMap((g, s) =>
        Array.from({ length: 60 - 10 * s }, (_, i) => `${day(i)},${g},${1000 * s + i}`),
      );
      const { end } = await endOf({
        files: { 't.csv': `day,g,a\n${content.join('\n')}\n` },
        data: { group: 'g', split: [1, 0, 0] },
        task: { scaler: 'none' },
      });
      assert.deepEqual([...end.input()], [56, 57, 58, 59]);
      end.accept(Float64Array.of(1, 2));
      assert.deepEqual(end.sample(2).labels.slice(-2), [day(60), day(61)]);
    });

    it('needs no room for a horizon in the file, but a window', async () => {
      const { record } = await prepare({ files: { 't.csv': table(0, 100) } });
      const request = requestOf('forecasting', { files: { 'u.csv': table(200, 204) } });
      const end = await present(forecastingTask.end?.({ ...request, record }));
      assert.equal(end.input().length, 8);
      const short = requestOf('forecasting', { files: { 'u.csv': table(200, 203) } });
      const problem = await assertProblem(() => forecastingTask.end?.({ ...short, record }), 'forecast.short');
      assert.deepEqual([problem.arguments.rows, problem.arguments.window], [3, 4]);
    });

    it('ends after one horizon when an input is not predicted', async () => {
      const { end } = await endOf({ files: { 't.csv': table(0, 100) }, data: { columns: ['a', 'b'], target: ['b'] } });
      end.accept(Float64Array.of(0, 0));
      assert.equal(end.sample(2).columns[0].forecast.length, 2);
      const problem = await assertProblem(() => end.input(), 'forecast.inputs');
      assert.deepEqual([problem.arguments.columns, problem.arguments.horizon], ['a', 2]);
    });

    it('takes the last of explicit parts', async () => {
      const files = { 'a.csv': table(0, 30), 'b.csv': table(30, 40), 'c.csv': table(40, 50) };
      const data = { train: 'a.csv', validation: 'b.csv', test: 'c.csv' };
      const { end } = await endOf({ files, data, task: { scaler: 'none' } });
      assert.deepEqual(
        [...end.input()].filter((_, i) => i % 2 === 0),
        [46, 47, 48, 49],
      );
    });
  });
});
