import * as l10n from '@vscode/l10n';
import type { ProbeSeries } from '../../engine/contracts/inspection';
import { gridOf, rangeOf } from '../charts/grid';
import { Heatmap } from '../charts/heatmap';
import { Select } from '../dom/controls';
import { setHidden } from '../dom/element';
import type { Context } from './context';
import { Exhibit, type Numbers } from './exhibit';

/** How far back the gradient reached while the run trained, sampled as it went. */
export class ProbeFigure {
  readonly element: HTMLElement;
  private readonly heatmap: Heatmap;
  private readonly exhibit: Exhibit;
  private readonly states: Select<string>;
  private series?: ProbeSeries;
  private state = '';

  constructor(private readonly context: Context) {
    this.heatmap = new Heatmap({
      label: l10n.t('Gradient norm by training step and lag. Arrow keys read the values.'),
      height: 180,
      onCursor: (_, words) => this.exhibit.read(words),
      fail: context.fail,
    });
    this.states = new Select<string>(
      [],
      '',
      (state) => {
        this.state = state;
        this.draw();
      },
      l10n.t('State'),
    );
    this.exhibit = new Exhibit(context, {
      title: l10n.t('While it trained'),
      name: 'gradient-in-training',
      picture: this.heatmap,
      numbers: () => this.numbers(),
      controls: [this.states.element],
    });
    this.element = this.exhibit.element;
    setHidden(this.element, true);
  }

  show(): void {
    const { host, state, fail } = this.context;
    host.probes(state.run).then((series) => {
      this.series = series;
      setHidden(this.element, !series || series.steps.length === 0 || series.states.length === 0);
      this.draw();
    }, fail);
  }

  private draw(): void {
    const { series, context } = this;
    if (!series || series.states.length === 0) return;
    const state = series.states.find(({ trace }) => trace === this.state) ?? series.states.at(-1)!;
    this.states.offer(
      series.states.map(({ trace }) => ({ value: trace, label: trace })),
      state.trace,
    );
    const { formats, settings } = context;
    const [samples, lags] = [series.steps.length, state.lags];
    // One column a sample, the lag downwards.
    const turned = new Float32Array(samples * lags);
    for (let i = 0; i < samples; i += 1) {
      for (let lag = 0; lag < lags; lag += 1) turned[lag * samples + i] = state.norms[i * lags + lag];
    }
    const { max } = rangeOf(turned);
    const positive = turned.filter((norm) => norm > max * 1e-12);
    this.heatmap.show({
      source: gridOf(samples, lags, turned),
      scale: { map: settings.value.colors, min: rangeOf(positive).min, max, logarithmic: true },
      title: l10n.t('{0}: training step (across) by lag (down)', state.trace),
      columnName: (sample) => formats.integer(series.steps[sample]),
      rowName: (lag) => formats.integer(lag),
      write: (value) => formats.short(value, 2),
      describe: (sample, lag, value) =>
        l10n.t(
          'Training step {0}, {1} steps back: {2}',
          formats.integer(series.steps[sample]),
          formats.integer(lag),
          formats.short(value, 3),
        ),
    });
    this.exhibit.ready();
  }

  private numbers(): Numbers {
    const { series } = this;
    const state = series?.states.find(({ trace }) => trace === this.states.element.value);
    if (!series || !state) return { head: [], rows: [] };
    return {
      head: [l10n.t('Training step'), ...Array.from({ length: state.lags }, (_, lag) => String(lag))],
      rows: series.steps.map((step, i) => [
        String(step),
        ...state.norms.subarray(i * state.lags, (i + 1) * state.lags),
      ]),
    };
  }
}
