import * as l10n from '@vscode/l10n';
import type { Inspection, TraceInfo } from '../../engine/contracts/inspection';
import type { Range } from '../charts/range';
import { LineChart } from '../charts/lineChart';
import { TokenText } from '../charts/tokenText';
import { h, setHidden } from '../dom/element';
import type { Context } from './context';
import { Exhibit, type Numbers } from './exhibit';
import { Question } from './question';
import { stepNames, traceScale, unitName, visible } from './traces';

interface Shown {
  readonly inspection: Inspection;
  readonly trace: TraceInfo;
  readonly unit: number;
  readonly values: Float32Array;
}

/** One unit over all steps: as a line, and as the colour of each token. */
export class UnitFigures {
  readonly element: HTMLElement;
  private readonly chart: LineChart;
  private readonly chartExhibit: Exhibit;
  private readonly text: TokenText;
  private readonly textExhibit: Exhibit;
  private readonly question: Question<Shown>;
  private shown?: Shown;
  private visibleColumns?: Range;
  private again: () => void = () => {};
  private asked = '';

  constructor(
    private readonly context: Context,
    private readonly onStep: (step: number | undefined) => void,
  ) {
    this.chart = new LineChart({
      label: l10n.t('The pinned unit over the steps. Arrow keys read the values.'),
      height: 110,
      onCursor: (index, words) => {
        this.chartExhibit.read(words);
        this.onStep(index);
      },
    });
    this.text = new TokenText({
      label: l10n.t('The text, each token coloured by the pinned unit. Arrow keys read the values.'),
      onCursor: (index, words) => {
        this.textExhibit.read(words);
        this.onStep(index);
      },
    });
    const numbers = (): Numbers => this.numbers();
    this.chartExhibit = new Exhibit(context, {
      title: l10n.t('Pinned unit'),
      name: 'unit',
      picture: this.chart,
      numbers,
    });
    this.textExhibit = new Exhibit(context, {
      title: l10n.t('Tokens coloured by the unit'),
      name: 'unit-text',
      picture: this.text,
      numbers,
    });
    this.element = h('div', { class: 'exhibits' }, this.chartExhibit.element, this.textExhibit.element);
    this.question = new Question(
      () => this.chartExhibit.wait(),
      (shown) => this.draw(shown),
      (error) => {
        if (!this.context.session.recovers(error, this.asked)) this.chartExhibit.fail(error, this.again);
      },
    );
  }

  show(inspection: Inspection, trace: TraceInfo, unit: number): void {
    this.again = () => this.show(inspection, trace, unit);
    this.asked = inspection.id;
    this.question.ask(async () => {
      const { values } = await this.context.host.slice(inspection.id, {
        trace: trace.name,
        steps: { from: 0, to: trace.steps },
        units: { from: unit, to: unit + 1 },
        order: 'index',
        rows: trace.steps,
        columns: 1,
      });
      return { inspection, trace, unit, values };
    });
  }

  /** The steps that the heatmap above shows. */
  setVisible(columns: Range): void {
    this.visibleColumns = columns;
    if (this.shown) this.drawChart(this.shown);
  }

  setStep(step: number | undefined): void {
    this.chart.setCursor(step);
    this.text.setCursor(step);
  }

  private draw(shown: Shown): void {
    this.shown = shown;
    this.drawChart(shown);
    const { inspection, trace, unit, values } = shown;
    const isText = this.context.state.reads === 'text';
    setHidden(this.textExhibit.element, !isText);
    if (!isText) return;
    this.text.show({
      tokens: inspection.sides[trace.side] ?? [],
      values,
      scale: traceScale(trace, this.context.settings.value.colors),
      title: l10n.t('{0}, unit {1}', trace.name, unitName(trace, unit)),
      write: (value) => this.context.formats.short(value, 3),
      describe: (step) => this.describe(shown, step),
    });
    this.textExhibit.ready();
  }

  private drawChart(shown: Shown): void {
    const { trace, unit, values, inspection } = shown;
    const steps = Array.from(values, (_, i) => i);
    const scale = traceScale(trace, this.context.settings.value.colors);
    const name = stepNames(inspection, trace);
    this.chart.show({
      lines: [
        {
          key: 'unit',
          name: l10n.t('{0}, unit {1}', trace.name, unitName(trace, unit)),
          x: steps,
          y: Array.from(values),
          color: 'blue',
          width: 1.5,
        },
      ],
      stops: steps,
      visible: this.visibleColumns ?? { min: 0, max: trace.steps },
      xName: (step) => (Number.isInteger(step) ? name(step) : ''),
      y: { min: scale.min - 0.03 * (scale.max - scale.min), max: scale.max + 0.03 * (scale.max - scale.min) },
      write: (value) => this.context.formats.short(value, 3),
      describe: (step) => this.describe(shown, step),
      levels: trace.diverging ? [{ y: 0, words: '' }] : [],
    });
    this.chartExhibit.ready();
  }

  private describe({ inspection, trace, unit, values }: Shown, step: number): string {
    const name = stepNames(inspection, trace)(step);
    const { formats } = this.context;
    return l10n.t(
      'Step {0} {1}: unit {2} is {3}',
      formats.integer(step),
      name,
      unitName(trace, unit),
      formats.number(values[step]),
    );
  }

  private numbers(): Numbers {
    const { shown } = this;
    if (!shown) return { head: [], rows: [] };
    const names = shown.inspection.sides[shown.trace.side] ?? [];
    return {
      head: [l10n.t('Step'), l10n.t('Token'), unitName(shown.trace, shown.unit)],
      rows: Array.from(shown.values, (value, step) => [String(step), visible(names[step] ?? ''), value]),
    };
  }
}
