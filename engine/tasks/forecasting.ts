import type { PartName, PrepareRequest, Task } from '../contracts/data';
import type { ForecastingConfig } from '../contracts/experiment';
import { Problem } from '../contracts/problem';
import type { Range } from '../data/split';
import { WindowBatches, windowsIn } from '../data/window-batches';
import { EndOfTable } from './end-of-table';
import { ForecastEvaluator } from './forecast-evaluator';
import { ForecastMetrics } from './forecast-metrics';
import { forecastSample } from './forecast-sample';
import {
  fitRecord,
  type ForecastTable,
  forecastTable,
  readParts,
  tableConfig,
  type TablePart,
  tableRecordOf,
} from './forecast-table';
import { TableExamples } from './table-examples';
import { windowValues } from './window-values';

/** Predicts the next rows of one or several columns from the rows before. */
export const forecastingTask: Task = {
  kind: 'forecasting',

  async prepare(request) {
    const { experiment, record } = request;
    const { data, train } = experiment;
    const task = forecastingConfig(request);
    const { window, horizon } = task;
    const read = await readParts(request);
    const fitted = record?.table ?? fitRecord(trainingPart(read), data, task);
    const parts = new Map<PartName, { readonly table: ForecastTable; readonly batches: WindowBatches }>();
    for (const [name, part] of read) {
      checkWindows(name, part.segments, task, data.path === undefined);
      const table = forecastTable(part, fitted);
      const seed = name === 'train' ? train.seed : undefined;
      parts.set(name, { table, batches: new WindowBatches({ ...table, window, horizon, batch: train.batch, seed }) });
    }
    const partOf = (name: PartName) => {
      const part = parts.get(name);
      if (!part) throw new Problem('data.no-part', { part: name }, { path: 'data.split' });
      return part;
    };
    const [{ batches: any }] = parts.values();
    return {
      record: {
        input: any.shape.input,
        output: any.shape.output,
        parts: {
          train: rowsOf(read.get('train')),
          validation: rowsOf(read.get('validation')),
          test: rowsOf(read.get('test')),
        },
        table: { ...fitted, repairs: repairsOf(read) },
      },
      parts: Object.fromEntries([...parts].map(([name, { batches }]) => [name, batches])),
      metrics: (name) => new ForecastMetrics(partOf(name).table.targets, fitted.seasonalError, horizon),
      evaluator: (name) => new ForecastEvaluator({ name, ...partOf(name), fitted, window, horizon }),
      preview: (name) => {
        const { table, batches } = partOf(name);
        const last = batches.predictions - 1;
        const row = last % batches.shape.batch;
        const start = batches.start(0, last);
        const place = { start, origin: start + window, rows: horizon, block: horizon, season: fitted.season };
        return {
          index: batches.count - 1,
          sample: (output) => forecastSample(table, place, windowValues(table.targets, output, row, horizon)),
        };
      },
    };
  },

  examples: (request) => new TableExamples(request, forecastingConfig(request)),

  async end(request) {
    if (!request.record) throw new Error('the end of a table needs the record of a run');
    const fitted = tableRecordOf(request.record);
    const { window, horizon } = forecastingConfig(request);
    const { data } = request.experiment;
    const path = data.path ?? data.test ?? data.validation ?? data.train;
    const whole = { ...tableConfig(request), path, split: [1, 0, 0] as const };
    const parts = await readParts({ ...request, experiment: { ...request.experiment, data: whole } });
    return new EndOfTable(forecastTable(trainingPart(parts), fitted), {
      window,
      horizon,
      season: fitted.season,
      file: [path ?? ''].join(),
    });
  },
};

function forecastingConfig({ experiment: { task } }: PrepareRequest): ForecastingConfig {
  if (task.kind !== 'forecasting') throw new Error(`not a forecasting experiment: ${task.kind}`);
  return task;
}

function trainingPart(parts: ReadonlyMap<PartName, TablePart>): TablePart {
  const part = parts.get('train');
  if (!part || part.segments.length === 0) throw new Problem('table.no-training-rows', {}, { path: 'data.split' });
  return part;
}

/** Throws `table.short` when no window with its horizon fits into a part. */
function checkWindows(
  part: PartName,
  segments: readonly Range[],
  { window, horizon }: ForecastingConfig,
  explicit: boolean,
) {
  if (segments.some((segment) => windowsIn(segment, window, horizon) > 0)) return;
  const rows = segments.reduce((most, { start, end }) => Math.max(most, end - start), 0);
  const path = part === 'train' ? 'task.window' : explicit ? `data.${part}` : 'data.split';
  throw new Problem('table.short', { part, rows, needed: window + horizon }, { path });
}

function rowsOf(part: TablePart | undefined): number {
  return part?.segments.reduce((sum, { start, end }) => sum + end - start, 0) ?? 0;
}

/** Of all files together. */
function repairsOf(parts: ReadonlyMap<PartName, TablePart>) {
  const tables = new Set([...parts.values()].map(({ table }) => table));
  const sums = new Map<string, TablePart['table']['repairs'][number]>();
  for (const repair of [...tables].flatMap(({ repairs }) => repairs)) {
    sums.set(repair.column, { ...repair, count: repair.count + (sums.get(repair.column)?.count ?? 0) });
  }
  return [...sums.values()];
}
