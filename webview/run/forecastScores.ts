import * as l10n from '@vscode/l10n';
import type { ForecastEvaluation } from '../../engine/contracts/events';
import { Figure } from '../charts/figure';
import type { Line, LineStyle } from '../charts/line';
import { wholeTicks } from '../charts/ticks';
import { h, setText } from '../dom/element';
import type { Context } from './context';
import { ForecastFigure } from './forecastFigure';

type ErrorByStep = ForecastEvaluation['errorByStep'][number];
type ErrorLine = 'model' | 'naive' | 'seasonalNaive';

const styles: Readonly<Record<ErrorLine, LineStyle>> = {
  model: { color: 'blue', width: 2.2, marker: 'circle' },
  naive: { color: 'orange', width: 1.5, dash: [2, 3], marker: 'square' },
  seasonalNaive: { color: 'purple', width: 1.5, dash: [7, 3], marker: 'triangle' },
};

/** Truth against forecast over the part, and how the error grows with the step of the horizon. */
export class ForecastScores {
  readonly element: HTMLElement;
  private readonly series: ForecastFigure;
  private readonly errors: Figure;
  private readonly errorTitle = h('h3', {});
  private evaluation?: ForecastEvaluation;

  constructor(private readonly context: Context) {
    const { settings } = context;
    this.series = new ForecastFigure(context, {
      title: l10n.t('Truth and forecast'),
      label: l10n.t('Truth and forecast over the part. Arrow keys read the rows.'),
    });
    this.errors = new Figure({
      label: l10n.t('Mean absolute error by step of the horizon. Arrow keys read the steps.'),
      size: 'middle',
    });
    settings.listen((before) => {
      if (before.column !== settings.value.column) this.draw();
    });
    this.element = h(
      'div',
      { class: 'result' },
      this.series.element,
      h('div', { class: 'toolbar plain' }, this.errorTitle, h('span', { class: 'spacer' }), this.errors.tableButton),
      this.errors.element,
    );
  }

  show(evaluation: ForecastEvaluation): void {
    this.evaluation = evaluation;
    this.series.show(evaluation.series);
    this.draw();
  }

  private draw(): void {
    const { evaluation } = this;
    if (!evaluation) return;
    const chosen = this.context.settings.value.column;
    const errors = evaluation.errorByStep.find(({ column }) => column === chosen) ?? evaluation.errorByStep[0];
    if (!errors) return;
    setText(this.errorTitle, l10n.t('Mean absolute error of {0} by step ahead', errors.column));
    this.drawErrors(errors);
  }

  private drawErrors(errors: ErrorByStep): void {
    const { formats } = this.context;
    const labels: Readonly<Record<ErrorLine, string>> = {
      model: l10n.t('Model'),
      naive: l10n.t('Naive'),
      seasonalNaive: l10n.t('Seasonal naive'),
    };
    const keys = (['model', 'naive', 'seasonalNaive'] as const).filter((key) => errors[key].length > 0);
    const steps = errors.model.map((_, i) => i + 1);
    const lines: Line[] = keys.map((key) => ({ key, x: steps, y: errors[key], ...styles[key] }));
    this.errors.show({
      lines,
      stops: steps,
      // Half a step of room on both sides, for the markers.
      bounds: { min: 0.5, max: steps.length + 0.5 },
      xTicks: wholeTicks,
      xFormat: (step) => formats.integer(step),
      yFormat: (value, digits) => formats.short(value, digits),
      summary: l10n.t(
        'The mean absolute error of {0} goes from {1} at the first step to {2} at step {3}.',
        errors.column,
        formats.number(errors.model[0]),
        formats.number(errors.model.at(-1)),
        formats.integer(steps.length),
      ),
      title: (at) => l10n.t('{0} ahead', formats.integer(at + 1)),
      rows: (at) =>
        keys.map((key) => ({
          key,
          label: labels[key],
          value: formats.number(errors[key][at]),
          style: styles[key],
          switchable: true,
        })),
      table: () => ({
        caption: l10n.t('Mean absolute error of {0} by step of the horizon', errors.column),
        head: [l10n.t('Step'), ...keys.map((key) => labels[key])],
        rows: steps.map((step, at) => [formats.integer(step), ...keys.map((key) => formats.number(errors[key][at]))]),
      }),
    });
  }
}
