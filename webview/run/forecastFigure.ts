import * as l10n from '@vscode/l10n';
import type { ForecastColumn, ForecastSample } from '../../engine/contracts/events';
import { Figure, type FigureContent } from '../charts/figure';
import type { Line, LineStyle } from '../charts/line';
import type { Range } from '../charts/range';
import type { ReadoutRow } from '../charts/readout';
import { wholeTicks } from '../charts/ticks';
import { button, field, Select } from '../dom/controls';
import { h, setHidden } from '../dom/element';
import type { TableContent } from '../dom/table';
import { rowNames, type RowNames } from '../format/dates';
import type { Formats, Value } from '../format/formats';
import type { Context } from './context';

const styles = {
  observed: { color: 'text', width: 1.6 },
  forecast: { color: 'blue', width: 2.2, marker: 'circle' },
  longForecast: { color: 'blue', width: 2 },
  naive: { color: 'orange', width: 1.3, dash: [2, 3] },
  seasonalNaive: { color: 'purple', width: 1.3, dash: [7, 3] },
} as const satisfies Readonly<Record<string, LineStyle>>;

/** Longer forecasts are drawn without a marker at each row. */
const markedRows = 60;

/** Past, forecast, truth and baselines of one column, with a picker where there are several. */
export class ForecastFigure {
  readonly element: HTMLElement;
  private readonly figure: Figure;
  private readonly picker: Select<string>;
  private readonly pickerField: HTMLElement;
  private readonly resetZoom: HTMLButtonElement;
  private sample?: ForecastSample;
  private zoom?: Range;

  constructor(
    private readonly context: Context,
    words: { readonly title?: string; readonly label: string },
  ) {
    this.figure = new Figure({
      label: words.label,
      size: 'middle',
      zoomable: true,
      onZoom: (range) => this.zoomTo(range),
    });
    this.picker = new Select<string>([], '', (column) => context.settings.change({ column }));
    // All figures of the panel show the same column.
    context.settings.listen((before) => {
      if (before.column !== context.settings.value.column) this.draw();
    });
    this.pickerField = field(l10n.t('Column'), this.picker.element);
    this.pickerField.classList.add('inline');
    this.resetZoom = button({
      label: l10n.t('Show all'),
      icon: 'reset',
      kind: 'quiet',
      press: () => this.zoomTo(undefined),
    });
    this.resetZoom.hidden = true;
    this.element = h(
      'div',
      { class: 'forecast-figure' },
      h(
        'div',
        { class: 'toolbar' },
        words.title !== undefined && h('h3', {}, words.title),
        this.pickerField,
        h('span', { class: 'spacer' }),
        this.resetZoom,
        this.figure.tableButton,
      ),
      this.figure.element,
    );
  }

  show(sample: ForecastSample): void {
    if (sample.labels.length !== this.sample?.labels.length) this.zoom = undefined;
    this.sample = sample;
    this.draw();
  }

  private zoomTo(range: Range | undefined): void {
    this.zoom = range;
    this.draw();
  }

  private draw(): void {
    const { sample } = this;
    if (!sample) return;
    const { settings, formats } = this.context;
    const column = sample.columns.find(({ name }) => name === settings.value.column) ?? sample.columns[0];
    if (!column) return;
    this.picker.offer(
      sample.columns.map(({ name }) => ({ value: name, label: name })),
      column.name,
    );
    setHidden(this.pickerField, sample.columns.length < 2);
    setHidden(this.resetZoom, !this.zoom);
    this.figure.show({ ...forecastContent(sample, column, formats), zoom: this.zoom });
  }
}

/** Values of a column by row; rows that a line does not have are undefined. */
interface Values {
  readonly observed: readonly Value[];
  readonly forecast: readonly Value[];
  readonly naive?: readonly Value[];
  readonly seasonalNaive?: readonly Value[];
}

function valuesOf(column: ForecastColumn): Values {
  const before = column.past.map(() => undefined);
  const shifted = (future: readonly number[] | undefined): readonly Value[] | undefined =>
    future && [...before, ...future];
  return {
    observed: [...column.past, ...(column.truth ?? [])],
    forecast: [...before, ...column.forecast],
    naive: shifted(column.naive),
    seasonalNaive: shifted(column.seasonalNaive),
  };
}

function forecastContent(sample: ForecastSample, column: ForecastColumn, formats: Formats): FigureContent {
  const names = rowNames(sample.labels, formats.language);
  const values = valuesOf(column);
  const past = column.past.length;
  const forecastStyle = column.forecast.length > markedRows ? styles.longForecast : styles.forecast;
  const index = (_: unknown, i: number): number => i;
  const future = (key: 'naive' | 'seasonalNaive', style: LineStyle): Line[] => {
    const y = values[key];
    return y ? [{ key, x: y.map(index), y: joined(y, column.past), ...style }] : [];
  };
  const lines: Line[] = [
    ...future('naive', styles.naive),
    ...future('seasonalNaive', styles.seasonalNaive),
    { key: 'observed', x: values.observed.map(index), y: values.observed, ...styles.observed },
    { key: 'forecast', x: values.forecast.map(index), y: joined(values.forecast, column.past), ...forecastStyle },
  ];
  const count = sample.labels.length;
  return {
    lines,
    stops: sample.labels.map(index),
    bounds: { min: 0, max: Math.max(count - 1, 1) },
    xTicks: wholeTicks,
    xFormat: names.axis,
    yFormat: (value, digits) => formats.short(value, digits),
    divider: past > 0 ? past - 1 : undefined,
    summary: summarize(column, names, count, formats),
    title: (at) => (names.dated ? names.full(at) : l10n.t('Row {0}', names.full(at))),
    rows: (at) => readoutRows(values, at, forecastStyle, formats),
    table: () => tableOf(column, values, names, count, formats),
  };
}

/** The last value of the past in front, so that the line begins where the past ends. */
function joined(y: readonly Value[], past: readonly number[]): readonly Value[] {
  return past.length === 0 ? y : y.with(past.length - 1, past.at(-1));
}

function readoutRows(values: Values, at: number, forecastStyle: LineStyle, formats: Formats): ReadoutRow[] {
  const row = (key: keyof Values, label: string, style: LineStyle): ReadoutRow[] => {
    const line = values[key];
    return line ? [{ key, label, value: formats.number(line[at]), style, switchable: true }] : [];
  };
  return [
    ...row('observed', l10n.t('Observed'), styles.observed),
    ...row('forecast', l10n.t('Forecast'), forecastStyle),
    ...row('naive', l10n.t('Naive'), styles.naive),
    ...row('seasonalNaive', l10n.t('Seasonal naive'), styles.seasonalNaive),
  ];
}

function summarize(column: ForecastColumn, names: RowNames, count: number, formats: Formats): string {
  const first = column.past.length;
  const forecast = l10n.t(
    'Forecast of {0} from {1} to {2}: first {3}, last {4}.',
    column.name,
    names.full(first),
    names.full(count - 1),
    formats.number(column.forecast[0]),
    formats.number(column.forecast.at(-1)),
  );
  const { truth } = column;
  if (!truth) return forecast;
  const error = truth.reduce((sum, value, i) => sum + Math.abs(value - column.forecast[i]), 0) / truth.length;
  return `${forecast} ${l10n.t('Its mean absolute error is {0}.', formats.number(error))}`;
}

function tableOf(
  column: ForecastColumn,
  values: Values,
  names: RowNames,
  count: number,
  formats: Formats,
): TableContent {
  const lines: readonly { readonly head: string; readonly y: readonly Value[] | undefined }[] = [
    { head: l10n.t('Observed'), y: values.observed },
    { head: l10n.t('Forecast'), y: values.forecast },
    { head: l10n.t('Naive'), y: values.naive },
    { head: l10n.t('Seasonal naive'), y: values.seasonalNaive },
  ];
  const present = lines.filter((line) => line.y !== undefined);
  return {
    caption: l10n.t('Forecast of {0}', column.name),
    head: [names.dated ? l10n.t('Date') : l10n.t('Row'), ...present.map((line) => line.head)],
    rows: Array.from({ length: count }, (_, at) => [
      names.full(at),
      ...present.map((line) => (line.y?.[at] === undefined ? '' : formats.number(line.y[at]))),
    ]),
    words: [0],
  };
}
