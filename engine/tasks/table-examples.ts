import type { ByteSource, DataRecord, Example, Examples, PartName, PrepareRequest } from '../contracts/data';
import type { ForecastingConfig } from '../contracts/experiment';
import type { InspectionInput } from '../contracts/inspection';
import { Problem } from '../contracts/problem';
import { seriesAt } from './forecast-sample';
import { type ForecastTable, forecastTable, readParts, tableConfig, tableRecordOf } from './forecast-table';
import { oneSequence } from './one-sequence';

/** Stretches of a table as a forecasting model reads them, whatever their length: the rows after the last one are predicted. */
export class TableExamples implements Examples {
  private read: Promise<ReadonlyMap<PartName, ForecastTable>> | undefined;

  constructor(
    private readonly request: PrepareRequest,
    private readonly task: ForecastingConfig,
  ) {}

  async of(input: InspectionInput): Promise<Example> {
    if (input.kind === 'text') throw new Problem('inspect.input', { task: this.task.kind });
    if (input.kind === 'table') {
      const table = (await this.tables(this.selection(input.text))).get('test');
      const rows = table?.segments.findLast(({ start, end }) => end > start);
      if (!table || !rows) throw new Problem('inspect.empty');
      return this.example(table, rows.start, rows.end);
    }
    this.read ??= this.tables(this.request);
    const table = (await this.read).get(input.part);
    if (!table) throw new Problem('data.no-part', { part: input.part }, { path: 'data.split' });
    let first = Math.max(0, input.from);
    for (const { start, end } of table.segments) {
      if (first < end - start) return this.stretch(table, start + first, Math.min(end, start + first + input.length));
      first -= end - start;
    }
    throw new Problem('inspect.empty');
  }

  /**
   * Rows `start` to before `end` of the run's own data. A model that does not read what it predicts (the adding problem) stops
   * before that: the last rows of a series are then there to be predicted.
   */
  private stretch(table: ForecastTable, start: number, end: number): Example {
    const known = seriesAt(table.series, start).end - this.task.horizon;
    return this.example(table, start, readsTargets(table) || known <= start ? end : Math.min(end, known));
  }

  /** Rows `start` to before `end`. */
  private example(table: ForecastTable, start: number, end: number): Example {
    const { inputs, targets, series, timeline } = table;
    const { horizon } = this.task;
    const home = seriesAt(series, start);
    const values = new Float64Array((end - start) * inputs.length);
    inputs.forEach(({ values: column, scaling }, i) => {
      for (let t = 0; t < end - start; t++) {
        values[t * inputs.length + i] = (column[start + t] - scaling.shift) / scaling.scale;
      }
    });
    const truths = new Float64Array(horizon * targets.length).fill(NaN);
    targets.forEach(({ values: column, scaling }, k) => {
      for (let h = 0; h < Math.min(horizon, home.end - end); h++) {
        truths[h * targets.length + k] = (column[end + h] - scaling.shift) / scaling.scale;
      }
    });
    const ahead = Array.from({ length: horizon }, (_, h) => timeline.label(end + h, home.end - 1));
    return {
      batches: oneSequence({
        input: { kind: 'vectors', size: inputs.length },
        output: { kind: 'values', size: horizon * targets.length, per: 'sequence' },
        values,
        targets: truths,
      }),
      sides: { source: Array.from({ length: end - start }, (_, t) => timeline.label(start + t, home.end - 1)) },
      inputNames: inputs.map(({ name }) => name),
      outputNames: ahead.flatMap((label) => targets.map(({ name }) => `${name} ${label}`)),
      ...(readsTargets(table) && {
        feedback: {
          kind: 'rows',
          window: this.task.window,
          columns: targets.map(({ name, values: column, scaling }) => {
            const input = inputs.findIndex((each) => each.name === name);
            return { name, scaling, truth: column.slice(start, end), ...(input >= 0 && { input }) };
          }),
        },
      }),
    };
  }

  private async tables(request: PrepareRequest): Promise<ReadonlyMap<PartName, ForecastTable>> {
    const record = tableRecordOf(this.request.record as DataRecord);
    const parts = await readParts(request);
    return new Map([...parts].map(([name, part]) => [name, forecastTable(part, record)]));
  }

  /** The request with a text in place of the run's data, all of it test part. */
  private selection(text: string): PrepareRequest {
    const {
      generate: _generate,
      train: _train,
      validation: _validation,
      test: _test,
      encoding: _encoding,
      ...data
    } = tableConfig(this.request);
    const config = { ...data, path: 'selection', split: [0, 0, 1] as const };
    const source = textSource(text);
    const experiment = { ...this.request.experiment, data: config };
    return { ...this.request, experiment, open: () => Promise.resolve(source) };
  }
}

/** Whether the model reads a column that it predicts, so that it can go on from its own rows. */
function readsTargets({ inputs, targets }: ForecastTable): boolean {
  return targets.some(({ name }) => inputs.some((each) => each.name === name));
}

function textSource(text: string): ByteSource {
  const bytes = new TextEncoder().encode(text);
  return {
    name: 'selection',
    size: bytes.length,
    read: (offset, length) => Promise.resolve(bytes.subarray(offset, offset + length)),
  };
}
