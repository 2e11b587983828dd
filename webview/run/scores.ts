import * as l10n from '@vscode/l10n';
import type { Baseline, Evaluation } from '../../engine/contracts/events';
import { table } from '../dom/table';
import { isFiniteNumber, type Formats } from '../format/formats';
import { baselineWord, isGain, metricHint, metricWord } from '../format/words';

/** One row a metric; beside each baseline, by how much the model differs from it. */
export function scoreTable(evaluation: Evaluation, formats: Formats): HTMLElement {
  const { metrics, baselines } = evaluation;
  const names = metricNames(evaluation);
  return table({
    caption: l10n.t('Metrics of the model beside the baselines'),
    head: [l10n.t('Metric'), l10n.t('Model'), ...baselines.map(({ name }) => baselineWord(name))],
    rows: names.map((name) => [
      metricWord(name),
      formats.number(metrics[name]),
      ...baselines.map((baseline) => ({
        text: formats.number(baseline.metrics[name]),
        note: formats.relative(relativeDifference(metrics[name], baseline.metrics[name])),
      })),
    ]),
    rowHints: names.map(metricHint),
    words: [0],
  });
}

/**
 * The model against the best baseline, by the first metric that lets them be compared, as a sentence. What no baseline gets right
 * at all and the model does is compared without a percentage.
 */
export function verdict(evaluation: Evaluation, formats: Formats): string {
  const metric = metricNames(evaluation).find((name) => {
    const baseline = bestBaseline(evaluation.baselines, name);
    const [model, other] = [evaluation.metrics[name], baseline?.metrics[name]];
    return relativeDifference(model, other) !== undefined || risesFromZero(name, model, other);
  });
  const best = metric === undefined ? undefined : bestBaseline(evaluation.baselines, metric);
  if (metric === undefined || !best) return '';
  const name = baselineWord(best.name);
  const [model, baseline] = [evaluation.metrics[metric], best.metrics[metric]];
  const difference = relativeDifference(model, baseline);
  if (difference === undefined) {
    const [reached, none] = [formats.short(model), formats.short(baseline)];
    return l10n.t('{0}: {1}; the best baseline, {2}: {3}.', metricWord(metric), reached, name, none);
  }
  const share = formats.percent(Math.abs(difference));
  if (difference === 0) return l10n.t('{0}: as good as the best baseline, {1}.', metricWord(metric), name);
  const better = isGain(metric) ? difference > 0 : difference < 0;
  return better
    ? l10n.t('{0}: {1} better than the best baseline, {2}.', metricWord(metric), share, name)
    : l10n.t('{0}: {1} worse than the best baseline, {2}.', metricWord(metric), share, name);
}

/** (model - baseline) / |baseline|, undefined where that has no meaning. */
export function relativeDifference(model: number | undefined, baseline: number | undefined): number | undefined {
  if (!isFiniteNumber(model) || !isFiniteNumber(baseline) || baseline === 0) return undefined;
  return (model - baseline) / Math.abs(baseline);
}

const risesFromZero = (metric: string, model: number | undefined, baseline: number | undefined): boolean =>
  isGain(metric) && baseline === 0 && isFiniteNumber(model) && model > 0;

export function bestBaseline(baselines: readonly Baseline[], metric: string): Baseline | undefined {
  const sign = isGain(metric) ? -1 : 1;
  return baselines
    .filter((baseline) => isFiniteNumber(baseline.metrics[metric]))
    .toSorted((a, b) => sign * (a.metrics[metric] - b.metrics[metric]))[0];
}

/** The metrics in the task's order; those that only a baseline has at the end. */
function metricNames({ metrics, baselines }: Evaluation): readonly string[] {
  return [
    ...new Set([metrics, ...baselines.map((baseline) => baseline.metrics)].flatMap((record) => Object.keys(record))),
  ];
}
