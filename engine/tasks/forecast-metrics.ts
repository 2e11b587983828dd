import type { BatchBuffer, MetricGatherer } from '../contracts/data';
import type { ScaledColumn } from '../data/window-batches';

import { ForecastErrors } from './forecast-errors';

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

  add(_loss: number, _count: number, output: Float32Array | Float64Array, { target, weights }: BatchBuffer): void {
    const columns = this.targets.length;
    for (let b = 0; b < weights.length; b++) {
      if (weights[b] === 0) continue;
      for (let i = 0; i < this.horizon * columns; i++) {
        const k = i % columns;
        const { shift, scale } = this.targets[k].scaling;
        const at = b * this.horizon * columns + i;
        this.errors[k].add(target[at] * scale + shift, output[at] * scale + shift);
      }
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
