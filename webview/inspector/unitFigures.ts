import * as l10n from '@vscode/l10n';
import type { Inspection, TraceInfo } from '../../engine/contracts/inspection';
import { LineChart, type NamedLine } from '../charts/lineChart';
import { looks } from '../charts/looks';
import type { Range } from '../charts/range';
import { TokenText } from '../charts/tokenText';
import { h, setHidden } from '../dom/element';
import type { Context } from './context';
import { Exhibit, type Numbers } from './exhibit';
import { Question } from './question';
import { stepNames, traceScale, unitName, visible, withHidden } from './traces';

interface Pinned {
  readonly unit: number;
  /** By step. */
  readonly values: Float32Array;
}

interface Shown {
  readonly inspection: Inspection;
  readonly trace: TraceInfo;
  /** At least one; the last one colours the tokens. */
  readonly pinned: readonly Pinned[];
}

/** The pinned units over all steps: as lines, and the last one as the colour of each token. */
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
      label: l10n.t('The pinned units over the steps. Arrow keys read the values.'),
      height: 110,
      onCursor: (index, words) => {
        this.chartExhibit.read(words);
        this.onStep(index);
      },
    });
    this.text = new TokenText({
      label: l10n.t('The text, each token coloured by the unit that was pinned last. Arrow keys read the values.'),
      onCursor: (index, words) => {
        this.textExhibit.read(words);
        this.onStep(index);
      },
    });
    const numbers = (): Numbers => this.numbers();
    this.chartExhibit = new Exhibit(context, {
      title: l10n.t('Pinned units'),
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

  /** @param units at least one */
  show(inspection: Inspection, trace: TraceInfo, units: readonly number[]): void {
    this.again = () => this.show(inspection, trace, units);
    this.asked = inspection.id;
    const valuesOf = async (unit: number): Promise<Pinned> => {
      const { values } = await this.context.host.slice(inspection.id, {
        trace: trace.name,
        steps: { from: 0, to: trace.steps },
        units: { from: unit, to: unit + 1 },
        order: 'index',
        rows: trace.steps,
        columns: 1,
      });
      return { unit, values };
    };
    this.question.ask(async () => ({ inspection, trace, pinned: await Promise.all(units.map(valuesOf)) }));
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
    const { inspection, trace, pinned } = shown;
    const isText = this.context.state.reads === 'text';
    setHidden(this.textExhibit.element, !isText);
    if (!isText) return;
    const last = pinned.at(-1)!;
    this.text.show({
      tokens: inspection.sides[trace.side] ?? [],
      values: last.values,
      outlined: inspection.hidden,
      scale: traceScale(trace, this.context.settings.value.colors),
      title: lineName(trace, last),
      write: (value) => this.context.formats.short(value, 3),
      describe: (step) => withHidden(inspection, step, this.describe({ ...shown, pinned: [last] }, step)),
    });
    this.textExhibit.ready();
  }

  private drawChart(shown: Shown): void {
    const { trace, pinned, inspection } = shown;
    const steps = Array.from({ length: trace.steps }, (_, i) => i);
    const scale = traceScale(trace, this.context.settings.value.colors);
    const name = stepNames(inspection, trace);
    this.chart.show({
      lines: pinned.map((each, i): NamedLine => {
        const { color, dash } = looks[i % looks.length];
        return {
          key: String(each.unit),
          name: lineName(trace, each),
          x: steps,
          y: Array.from(each.values),
          color,
          dash,
          width: 1.5,
        };
      }),
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

  private describe({ inspection, trace, pinned }: Shown, step: number): string {
    const { formats } = this.context;
    const [first, ...others] = pinned.map(({ unit, values }) => [unitName(trace, unit), formats.number(values[step])]);
    return others.reduce(
      (words, [unit, value]) => l10n.t('{0}, unit {1} is {2}', words, unit, value),
      l10n.t(
        'Step {0} {1}: unit {2} is {3}',
        formats.integer(step),
        stepNames(inspection, trace)(step),
        first[0],
        first[1],
      ),
    );
  }

  private numbers(): Numbers {
    const { shown } = this;
    if (!shown) return { head: [], rows: [] };
    const { inspection, trace, pinned } = shown;
    const names = inspection.sides[trace.side] ?? [];
    return {
      head: [l10n.t('Step'), l10n.t('Token'), ...pinned.map(({ unit }) => unitName(trace, unit))],
      rows: Array.from({ length: trace.steps }, (_, step) => [
        String(step),
        visible(names[step] ?? ''),
        ...pinned.map(({ values }) => values[step]),
      ]),
    };
  }
}

const lineName = (trace: TraceInfo, { unit }: Pinned): string =>
  l10n.t('{0}, unit {1}', trace.name, unitName(trace, unit));
