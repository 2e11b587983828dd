import type { Floats, TableEnd } from '../contracts/data';
import type { ForecastSample } from '../contracts/events';
import { Problem } from '../contracts/problem';
import type { Range } from '../data/split';
import { forecastSample } from './forecast-sample';
import type { ForecastTable } from './forecast-table';
import { windowValues } from './window-values';

interface EndOptions {
  readonly window: number;
  readonly horizon: number;
  readonly season: number;
  /** For messages. */
  readonly file: string;
}

/** The last rows of the series that reaches furthest, and the forecasts that go on from them. */
export class EndOfTable implements TableEnd {
  private readonly series: Range;
  /** By target column, in the units of the file. */
  private readonly forecasts: readonly number[][];

  /** Throws `forecast.short` when the series is shorter than the window. */
  constructor(
    private readonly table: ForecastTable,
    private readonly options: EndOptions,
  ) {
    this.series = table.series.reduce((a, b) => (table.timeline.compare(b.end - 1, a.end - 1) > 0 ? b : a));
    this.forecasts = table.targets.map(() => []);
    const { file, window } = options;
    const rows = this.series.end - this.series.start;
    if (rows < window) throw new Problem('forecast.short', { file, rows, window }, { file });
  }

  get length(): number {
    return this.forecasts[0].length;
  }

  input(): Float64Array {
    const { inputs } = this.table;
    const { window } = this.options;
    this.checkInputs();
    const input = new Float64Array(window * inputs.length);
    inputs.forEach(({ name, values, scaling }, i) => {
      const forecast = this.forecasts[this.table.targets.findIndex((target) => target.name === name)];
      for (let t = 0; t < window; t++) {
        const row = this.series.end - window + this.length + t;
        const value = row < this.series.end ? values[row] : forecast[row - this.series.end];
        input[t * inputs.length + i] = (value - scaling.shift) / scaling.scale;
      }
    });
    return input;
  }

  accept(output: Floats): void {
    const values = windowValues(this.table.targets, output, 0, this.options.horizon);
    values.forEach((column, k) => this.forecasts[k].push(...column));
  }

  sample(length: number): ForecastSample {
    const { window, season } = this.options;
    const origin = this.series.end;
    const rows = Math.min(length, this.length);
    return forecastSample(
      this.table,
      { start: origin - window, origin, rows, block: Infinity, season },
      this.forecasts,
    );
  }

  /** Forecast rows can be fed back only when every input is predicted. */
  private checkInputs(): void {
    if (this.length === 0) return;
    const unknown = this.table.inputs.filter(({ name }) => !this.table.targets.some((target) => target.name === name));
    if (unknown.length === 0) return;
    const columns = unknown.map(({ name }) => name).join(', ');
    throw new Problem('forecast.inputs', { horizon: this.options.horizon, columns });
  }
}
