import type { BatchBuffer, Evaluator, Floats, PartName, TableRecord } from '../contracts/data';
import type { ForecastEvaluation } from '../contracts/events';
import { naive, type NaiveForecast, seasonalNaive } from '../data/baselines/naive';
import type { WindowBatches } from '../data/window-batches';
import { ForecastErrors } from './forecast-errors';
import { joinMetrics } from './forecast-metrics';
import { forecastSample, seriesAt } from './forecast-sample';
import type { ForecastTable } from './forecast-table';
import { windowValues } from './window-values';

/** Most rows of the series that an evaluation shows. */
const SERIES_ROWS = 300;

export interface ForecastEvaluatorOptions {
  readonly name: PartName;
  readonly table: ForecastTable;
  readonly batches: WindowBatches;
  readonly fitted: TableRecord;
  readonly window: number;
  readonly horizon: number;
}

/** Gathers the forecasts of all windows of a part beside those of the naive methods, in the units of the file. */
export class ForecastEvaluator implements Evaluator {
  private readonly model: Contender;
  private readonly naive: Contender;
  private readonly seasonal: Contender;
  private readonly seasonalForecast: NaiveForecast;
  /** Forecasts of the windows that lie end to end, by column. */
  private readonly shown: number[][];
  private readonly place: { readonly start: number; readonly rows: number };
  private index = 0;
  private count = 0;
  private squares = 0;

  constructor(private readonly options: ForecastEvaluatorOptions) {
    const { table, fitted, window, horizon } = options;
    const contender = () => new Contender(table, fitted, horizon);
    [this.model, this.naive, this.seasonal] = [contender(), contender(), contender()];
    this.seasonalForecast = seasonalNaive(fitted.season);
    const { start, end } = table.segments.reduce((a, b) => (b.end - b.start > a.end - a.start ? b : a));
    const blocks = Math.min(Math.floor((end - start - window) / horizon), Math.ceil(SERIES_ROWS / horizon));
    this.place = { start, rows: blocks * horizon };
    this.shown = table.targets.map(() => Array.from({ length: this.place.rows }, () => NaN));
  }

  add({ losses, output }: { readonly losses: Floats; readonly output: Floats }, { weights }: BatchBuffer): void {
    const { table, batches, window, horizon } = this.options;
    for (const loss of losses) this.squares += loss;
    for (let b = 0; b < weights.length; b++) {
      if (weights[b] === 0) continue;
      const start = batches.start(0, this.index * weights.length + b);
      const { start: seriesStart } = seriesAt(table.series, start);
      const origin = start + window;
      const forecasts = windowValues(table.targets, output, b, horizon);
      this.count++;
      table.targets.forEach(({ values }, k) => {
        forecasts[k].forEach((forecast, h) => {
          const truth = values[origin + h];
          this.model.add(k, h, truth, forecast);
          this.naive.add(k, h, truth, naive(values, seriesStart, origin, h));
          this.seasonal.add(k, h, truth, this.seasonalForecast(values, seriesStart, origin, h));
          this.show(k, start, h, forecast);
        });
      });
    }
    this.index++;
  }

  result(): ForecastEvaluation {
    const { name, table, fitted, window, horizon } = this.options;
    const origin = this.place.start + window;
    const place = { ...this.place, origin, block: horizon, season: fitted.season };
    return {
      kind: 'forecast',
      part: name,
      count: this.count,
      loss: this.squares / (this.count * horizon * table.targets.length),
      metrics: this.model.metrics(),
      baselines: [
        { name: 'naive', metrics: this.naive.metrics() },
        { name: 'seasonal-naive', metrics: this.seasonal.metrics() },
      ],
      errorByStep: table.targets.map(({ name: column }, k) => ({
        column,
        model: this.model.errorByStep(k),
        naive: this.naive.errorByStep(k),
        seasonalNaive: this.seasonal.errorByStep(k),
      })),
      series: forecastSample(table, place, this.shown),
    };
  }

  private show(column: number, start: number, step: number, forecast: number): void {
    const row = start - this.place.start;
    if (row >= 0 && row < this.place.rows && row % this.options.horizon === 0)
      this.shown[column][row + step] = forecast;
  }
}

/** One forecasting method's errors by column and step of the horizon. */
class Contender {
  private readonly errors: readonly (readonly ForecastErrors[])[];
  private readonly whole: readonly ForecastErrors[];

  constructor(
    private readonly table: Pick<ForecastTable, 'targets'>,
    fitted: TableRecord,
    horizon: number,
  ) {
    const errors = ({ name }: { readonly name: string }) => new ForecastErrors(fitted.seasonalError[name]);
    this.whole = table.targets.map(errors);
    this.errors = table.targets.map((target) => Array.from({ length: horizon }, () => errors(target)));
  }

  add(column: number, step: number, truth: number, forecast: number): void {
    this.whole[column].add(truth, forecast);
    this.errors[column][step].add(truth, forecast);
  }

  metrics(): Record<string, number> {
    return joinMetrics(this.table.targets.map(({ name }, k) => [name, this.whole[k]]));
  }

  errorByStep(column: number): number[] {
    return this.errors[column].map(({ mae }) => mae);
  }
}
