import type { BatchBuffer, Floats, MetricGatherer } from '../contracts/data';
import type { ScaledColumn } from '../data/window-batches';

import { ForecastErrors } from './forecast-errors';
import { windowValues } from './window-values';

/** Errors of forecasts in the units of the file. */
export class ForecastMetrics implements MetricGatherer {
  private readonly errors: readonly ForecastErrors[];

  /** @param scales what MASE divides by, by column */
  constructor(
    private readonly targets: readonly ScaledColumn[],
    scales: Readonly<Record<string, number>>,
    private readonly horizon: number,
  ) {
    this.errors = targets.map(({ name }) => new ForecastErrors(scales[name]));
  }

  add(_loss: number, _count: number, output: Floats, { target, weights }: BatchBuffer): void {
    for (let b = 0; b < weights.length; b++) {
      if (weights[b] === 0) continue;
      const truth = windowValues(this.targets, target, b, this.horizon);
      const forecast = windowValues(this.targets, output, b, this.horizon);
      this.errors.forEach((errors, k) => truth[k].forEach((value, h) => errors.add(value, forecast[k][h])));
    }
  }

  result(): Readonly<Record<string, number>> {
    return joinMetrics(this.targets.map(({ name }, k) => [name, this.errors[k]]));
  }
}

/**
 * One column: `mae`, `rmse`, `mase`, `smape`. Several: `mae NAME` and `rmse NAME` for each, because their units may differ,
 * and the means of `mase` and `smape` over the columns. MASE is left out where the training part never changes.
 */
export function joinMetrics(columns: readonly (readonly [string, ForecastErrors])[]): Record<string, number> {
  const metrics: Record<string, number> = {};
  for (const [name, errors] of columns) {
    const suffix = columns.length > 1 ? ` ${name}` : '';
    metrics[`mae${suffix}`] = errors.mae;
    metrics[`rmse${suffix}`] = errors.rmse;
  }
  const scaled = columns.map(([, errors]) => errors.mase).filter(Number.isFinite);
  if (scaled.length > 0) metrics.mase = mean(scaled);
  metrics.smape = mean(columns.map(([, errors]) => errors.smape));
  return metrics;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
