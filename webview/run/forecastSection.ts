import * as l10n from '@vscode/l10n';
import type { ForecastSample } from '../../engine/contracts/events';
import type { RunView } from '../../engine/contracts/view';
import { button, numberField } from '../dom/controls';
import { h, replaceChildren, setHidden } from '../dom/element';
import { Section } from '../dom/section';
import { table } from '../dom/table';
import { toCsv } from '../../engine/run/csv-text';
import { rowNames } from '../format/dates';
import { copy } from '../shell/clipboard';
import type { Context } from './context';
import { ForecastFigure } from './forecastFigure';
import { JobControls } from './jobControls';
import { hasWeights } from './view';

/** No one reads a longer one. */
const mostRows = 1e5;

/** Lets a forecasting model go on beyond the end of the file. */
export class ForecastSection {
  readonly section: Section;
  private readonly controls: JobControls;
  private readonly figure: ForecastFigure;
  private readonly rows = h('div', {});
  private readonly lengthPlace = h('div', {});
  private longest?: number;
  private readonly result: HTMLElement;
  private sample?: ForecastSample;

  constructor(private readonly context: Context) {
    const { settings } = context;
    this.controls = new JobControls(context, {
      kind: 'forecast',
      label: l10n.t('Forecast'),
      icon: 'send',
      progressLabel: l10n.t('Progress of the forecast'),
      start: () => void this.forecast(),
    });
    this.figure = new ForecastFigure(context, {
      label: l10n.t('Forecast beyond the end of the file. Arrow keys read the rows.'),
    });
    const copyButton = button({
      label: l10n.t('Copy as CSV'),
      icon: 'copy',
      kind: 'quiet',
      press: () => this.sample && void copy(context, forecastCsv(this.sample)),
    });
    this.result = h(
      'div',
      { class: 'result', hidden: true },
      this.figure.element,
      h('div', { class: 'toolbar' }, h('h3', {}, l10n.t('Forecast rows')), h('span', { class: 'spacer' }), copyButton),
      this.rows,
    );
    this.section = new Section(
      {
        title: l10n.t('Forecast'),
        open: settings.isOpen('forecast', true),
        toggle: (open) => settings.setOpen('forecast', open),
      },
      h('div', { class: 'toolbar' }, this.lengthPlace, h('span', { class: 'spacer' }), this.controls.buttons),
      this.controls.progress.element,
      this.result,
    );
    const kept = settings.value.forecast;
    if (kept) this.show(kept);
  }

  render(view: RunView): void {
    this.controls.setReady(hasWeights(view));
    this.offerLength(longestForecast(view));
  }

  focus(): void {
    this.section.reveal();
    this.section.body.querySelector('input')?.focus();
  }

  private offerLength(longest: number): void {
    if (longest === this.longest) return;
    this.longest = longest;
    replaceChildren(this.lengthPlace, this.lengthField(longest));
  }

  private lengthField(longest: number): HTMLElement {
    const { settings } = this.context;
    const element = numberField({
      label: l10n.t('Rows beyond the end'),
      value: Math.min(settings.value.rows, longest),
      minimum: 1,
      maximum: longest,
      hint:
        longest < mostRows
          ? l10n.t('At most the horizon: the model reads columns that it does not predict')
          : undefined,
      step: 1,
      change: (rows) => settings.change({ rows }),
    });
    element.classList.add('inline');
    return element;
  }

  private async forecast(): Promise<void> {
    const { host, jobs, settings, announcer, fail } = this.context;
    const rows = Math.min(settings.value.rows, this.longest ?? mostRows);
    try {
      const sample = await jobs.run('forecast', () => host.forecast(rows));
      if (!sample) return;
      settings.change({ forecast: sample });
      this.show(sample);
      announcer.say(l10n.t('The forecast is finished.'));
    } catch (error) {
      fail(error);
    }
  }

  private show(sample: ForecastSample): void {
    this.sample = sample;
    setHidden(this.result, false);
    this.figure.show(sample);
    replaceChildren(this.rows, this.table(sample));
  }

  private table(sample: ForecastSample): HTMLElement {
    const { formats } = this.context;
    const names = rowNames(sample.labels, formats.language);
    const past = sample.columns[0]?.past.length ?? 0;
    return table({
      caption: l10n.t('Forecast rows'),
      head: [names.dated ? l10n.t('Date') : l10n.t('Row'), ...sample.columns.map((column) => column.name)],
      rows: sample.labels
        .slice(past)
        .map((_, i) => [names.full(past + i), ...sample.columns.map((column) => formats.number(column.forecast[i]))]),
      words: [0],
    });
  }
}

/** Forecast rows are read again only where every column that is read is one that is predicted. */
function longestForecast({ experiment }: RunView): number {
  if (experiment?.task.kind !== 'forecasting') return mostRows;
  // Without a target every column of numbers is predicted, and no other one can be read.
  const { columns = [], target = columns } = experiment.data;
  return columns.every((name) => target.includes(name)) ? mostRows : experiment.task.horizon;
}

/** The predicted rows alone: the label as it is in the file, then every column. */
export function forecastCsv(sample: ForecastSample): string {
  const past = sample.columns[0]?.past.length ?? 0;
  const rows = sample.labels
    .slice(past)
    .map((label, i) => [label, ...sample.columns.map((column) => column.forecast[i] ?? Number.NaN)]);
  return toCsv(['time', ...sample.columns.map((column) => column.name)], rows);
}
