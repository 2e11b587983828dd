import type { DataRecord, PartName, Prepared, PrepareRequest, TableData, Task } from '../contracts/data';
import { Problem } from '../contracts/problem';
import { scalers } from '../data/scaler';
import { medianSpacing, recogniseSeason, type Season } from '../data/season';
import { readFiles } from '../data/sources';
import { PART_NAMES, type Range } from '../data/split';
import { splitSeries } from '../data/split-table';
import { type ScaledColumn, WindowBatches, windowsIn } from '../data/window-batches';
import { ForecastMetrics } from './forecast-metrics';

/** One part of the tables: rows of `table` without a break, one range a series. */
export interface TablePart {
  readonly table: TableData;
  readonly segments: readonly Range[];
}

/** Predicts the next rows of one or several columns from the rows before. */
export const forecastingTask: Task = { kind: 'forecasting', prepare: prepareForecasting };

export async function prepareForecasting(request: PrepareRequest): Promise<Prepared> {
  const { experiment } = request;
  const { data, task, train } = experiment;
  if (task.kind !== 'forecasting') throw new Error(`not a forecasting experiment: ${task.kind}`);
  const parts = await readParts(request);
  const any = parts.values().next().value;
  const trained = parts.get('train');
  if (!any || !trained || trained.segments.length === 0) {
    throw new Problem('table.no-training-rows', {}, { path: 'data.split' });
  }
  const targets = data.target ?? numericColumns(any.table, data.time);
  const inputs = data.columns ?? targets;
  if (targets.length === 0) throw new Problem('table.no-numbers', { file: data.path ?? '' }, { path: 'data.target' });
  const time = data.time ?? any.table.columns.find(({ kind }) => kind === 'date')?.name;
  const fit = (name: string, path: string) =>
    scalers[task.scaler](numbers(trained.table, name, path), trained.segments);
  const scaling = Object.fromEntries([
    ...inputs.map((name, i) => [name, fit(name, `data.columns.${i}`)] as const),
    ...targets.map((name, i) => [name, fit(name, `data.target.${i}`)] as const),
  ]);
  const season = seasonOf(trained, time, task.season);
  const scaled = (table: TableData, names: readonly string[]): ScaledColumn[] =>
    names.map((name) => ({ name, values: numbers(table, name, 'data.target'), scaling: scaling[name] }));

  const batches = new Map<PartName, WindowBatches>();
  for (const [name, { table, segments }] of parts) {
    checkWindows(name, segments, task.window, task.horizon, data.path === undefined);
    const seed = name === 'train' ? train.seed : undefined;
    const { window, horizon } = task;
    const columns = { inputs: scaled(table, inputs), targets: scaled(table, targets) };
    batches.set(name, new WindowBatches({ ...columns, segments, window, horizon, batch: train.batch, seed }));
  }
  const { shape } = batches.get('train') as WindowBatches;
  const record: Omit<DataRecord, 'files'> = {
    input: shape.input,
    output: shape.output,
    parts: {
      train: rowsOf(parts.get('train')),
      validation: rowsOf(parts.get('validation')),
      test: rowsOf(parts.get('test')),
    },
    table: {
      inputs,
      targets,
      time,
      group: data.group,
      season: season.length,
      seasonReason: season.reason,
      scaling,
      repairs: repairsOf(parts),
    },
  };
  const columns = scaled(trained.table, targets);
  return {
    record,
    parts: Object.fromEntries(batches),
    metrics: () => new ForecastMetrics(columns, trained.segments, season.length, task.horizon),
  };
}

async function readParts(request: PrepareRequest): Promise<Map<PartName, TablePart>> {
  const { data } = request.experiment;
  const parts = new Map<PartName, TablePart>();
  await readFiles(request, 'table', 'csv', async ({ data: table, part }) => {
    const series = seriesOf(table, data.group);
    if (part) parts.set(part, { table, segments: series });
    else {
      const time = table.columns.find(({ name, kind }) => (data.time ? name === data.time : kind === 'date'));
      const segments = splitSeries(series, time && time.kind !== 'text' ? time.values : undefined, data.split);
      PART_NAMES.forEach((name, i) => {
        if (data.split[i] > 0) parts.set(name, { table, segments: segments[name] });
      });
    }
    return table.columns.length * table.rows * 8;
  });
  return parts;
}

/** Rows of each series: a format gives them one after the other. */
export function seriesOf(table: TableData, group: string | undefined): Range[] {
  const column = table.columns.find(({ name }) => name === group);
  if (column?.kind !== 'text') return [{ start: 0, end: table.rows }];
  const series: Range[] = [];
  for (let start = 0, i = 1; i <= table.rows; i++) {
    if (i < table.rows && column.values[i] === column.values[start]) continue;
    series.push({ start, end: i });
    start = i;
  }
  return series;
}

function numericColumns(table: TableData, time: string | undefined): string[] {
  return table.columns.filter(({ name, kind }) => kind === 'number' && name !== time).map(({ name }) => name);
}

/** Throws `table.text-target` when the column is not one of numbers. */
function numbers(table: TableData, name: string, path: string): Float64Array {
  const column = table.columns.find((each) => each.name === name);
  if (column?.kind === 'number') return column.values;
  throw new Problem('table.text-target', { column: name, kind: column?.kind ?? 'no' }, { path });
}

function seasonOf({ table, segments }: TablePart, time: string | undefined, given: number | undefined): Season {
  if (given !== undefined) return { length: given, reason: 'The experiment gives the season.' };
  const column = table.columns.find(({ name }) => name === time);
  const spacing = column?.kind === 'date' ? medianSpacing(column.values, segments) : undefined;
  return recogniseSeason(spacing, Math.max(...segments.map(({ start, end }) => end - start)));
}

function checkWindows(part: PartName, segments: readonly Range[], window: number, horizon: number, explicit: boolean) {
  if (segments.some((segment) => windowsIn(segment, window, horizon) > 0)) return;
  const rows = Math.max(0, ...segments.map(({ start, end }) => end - start));
  const path = part === 'train' ? 'task.window' : explicit ? `data.${part}` : 'data.split';
  throw new Problem('table.short', { part, rows, needed: window + horizon }, { path });
}

function rowsOf(part: TablePart | undefined): number {
  return part?.segments.reduce((sum, { start, end }) => sum + end - start, 0) ?? 0;
}

/** Of all files together. */
function repairsOf(parts: ReadonlyMap<PartName, TablePart>): TableData['repairs'] {
  const tables = new Set([...parts.values()].map(({ table }) => table));
  const sums = new Map<string, TableData['repairs'][number]>();
  for (const repair of [...tables].flatMap(({ repairs }) => repairs)) {
    sums.set(repair.column, { ...repair, count: repair.count + (sums.get(repair.column)?.count ?? 0) });
  }
  return [...sums.values()];
}
