import type { DataRecord, PartName, PrepareRequest, TableData, TableRecord } from '../contracts/data';
import type { DataConfig, ForecastingConfig } from '../contracts/experiment';
import { Problem } from '../contracts/problem';
import { scalers } from '../data/scaler';
import { recogniseSeason } from '../data/season';
import { readFiles } from '../data/sources';
import { PART_NAMES, type Range } from '../data/split';
import { splitSeries } from '../data/split-table';
import { stepOf, Timeline } from '../data/timeline';
import type { ScaledColumn } from '../data/window-batches';
import { seasonalError } from './forecast-errors';

/** One part of the data: rows of a table without a break, one range a series. */
export interface TablePart {
  readonly table: TableData;
  /** Rows of every independent series in the whole table. */
  readonly series: readonly Range[];
  /** Rows of the part. */
  readonly segments: readonly Range[];
}

/** A part whose columns are chosen and scaled. */
export interface ForecastTable {
  readonly inputs: readonly ScaledColumn[];
  readonly targets: readonly ScaledColumn[];
  readonly series: readonly Range[];
  readonly segments: readonly Range[];
  readonly timeline: Timeline;
}

/** The experiment's data section; columns as a finished run chose them, where there is one. */
export function tableConfig({ experiment, record }: PrepareRequest): DataConfig {
  if (!record?.table) return experiment.data;
  const { inputs, targets, time, group } = record.table;
  return { ...experiment.data, columns: inputs, target: targets, time, group };
}

/** Reads the tables of an experiment and cuts them into parts. Parts that are to be empty are left out. */
export async function readParts(request: PrepareRequest): Promise<Map<PartName, TablePart>> {
  const data = tableConfig(request);
  const parts = new Map<PartName, TablePart>();
  const located = { ...request, experiment: { ...request.experiment, data } };
  await readFiles(located, 'table', 'csv', async ({ data: table, part }) => {
    const series = seriesOf(table, data.group);
    if (part) parts.set(part, { table, series, segments: series });
    else {
      const time = table.columns.find(({ name }) => name === timeColumn(table, data));
      const segments = splitSeries(series, time && time.kind !== 'text' ? time.values : undefined, data.split);
      PART_NAMES.forEach((name, i) => {
        if (data.split[i] > 0) parts.set(name, { table, series, segments: segments[name] });
      });
    }
    return table.columns.length * table.rows * 8;
  });
  return parts;
}

/** What training decides about the columns: which ones, their scaling, the season. */
export function fitRecord(trained: TablePart, data: DataConfig, task: ForecastingConfig): TableRecord {
  const { table, segments } = trained;
  const time = timeColumn(table, data);
  const targets = data.target ?? table.columns.filter((c) => c.kind === 'number' && c.name !== time).map((c) => c.name);
  if (targets.length === 0)
    throw new Problem('table.no-numbers', { file: [data.path ?? data.train ?? ''].join() }, { path: 'data.target' });
  const inputs = data.columns ?? targets;
  targets.forEach((name, i) => numbers(table, name, `data.target.${i}`));
  inputs.forEach((name, i) => numbers(table, name, `data.columns.${i}`));
  const season = seasonOf(trained, time, task.season);
  const each = (
    names: readonly string[],
    of: (values: Float64Array) => { readonly shift: number; readonly scale: number },
  ) => Object.fromEntries(names.map((name) => [name, of(numbers(table, name, 'data.target'))]));
  return {
    inputs,
    targets,
    time,
    group: data.group,
    season: season.length,
    seasonReason: season.reason,
    scaling: each([...inputs, ...targets], (values) => scalers[task.scaler](values, segments)),
    seasonalError: Object.fromEntries(
      targets.map((name) => [name, seasonalError(numbers(table, name, 'data.target'), segments, season.length)]),
    ),
    repairs: table.repairs,
  };
}

/** Throws `table.text-target` when a column is not one of numbers. */
export function forecastTable({ table, series, segments }: TablePart, record: TableRecord): ForecastTable {
  const scaled = (name: string): ScaledColumn => ({
    name,
    values: numbers(table, name, 'data.target'),
    scaling: record.scaling[name],
  });
  return {
    inputs: record.inputs.map(scaled),
    targets: record.targets.map(scaled),
    series,
    segments,
    timeline: Timeline.of(table, record.time, series),
  };
}

export function tableRecordOf(record: Omit<DataRecord, 'files'>): TableRecord {
  if (!record.table) throw new Error('the record is not that of a table');
  return record.table;
}

/** Rows of each series: a format gives them one after the other. */
function seriesOf(table: TableData, group: string | undefined): Range[] {
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

function timeColumn(table: TableData, data: DataConfig): string | undefined {
  return data.time ?? table.columns.find(({ kind }) => kind === 'date')?.name;
}

function numbers(table: TableData, name: string, path: string): Float64Array {
  const column = table.columns.find((each) => each.name === name);
  if (column?.kind === 'number') return column.values;
  throw new Problem('table.text-target', { column: name, kind: column?.kind ?? 'no' }, { path });
}

function seasonOf({ table, segments }: TablePart, time: string | undefined, given: number | undefined) {
  if (given !== undefined) return { length: given, reason: 'The experiment gives the season.' };
  const isDate = table.columns.some(({ name, kind }) => name === time && kind === 'date');
  const { spacing } = Timeline.of(table, time, segments);
  const rows = segments.reduce((most, { start, end }) => Math.max(most, end - start), 0);
  return recogniseSeason(isDate && spacing ? stepOf(spacing) : undefined, rows);
}
