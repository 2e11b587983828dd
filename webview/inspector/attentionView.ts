import * as l10n from '@vscode/l10n';
import type { Inspection, TraceInfo } from '../../engine/contracts/inspection';
import { Alignment } from '../charts/alignment';
import { gridOf } from '../charts/grid';
import { Heatmap } from '../charts/heatmap';
import { LineChart } from '../charts/lineChart';
import { Select } from '../dom/controls';
import { h, setHidden } from '../dom/element';
import type { Context } from './context';
import { Exhibit, type Numbers } from './exhibit';
import { Question } from './question';
import { TracePicker } from './tracePicker';
import { traceScale, traceWords, visible } from './traces';
import type { View, ViewKind } from './view';

const isAttention = ({ kind }: TraceInfo): boolean => kind === 'attention';

export const attentionView: ViewKind = {
  name: 'attention',
  title: () => l10n.t('Attention'),
  fits: ({ traces }) => traces.some(isAttention),
  make: (context) => new AttentionView(context),
};

/** More tokens than this make no readable lines. */
const mostLines = 120;
const cellHeight = 20;
const tallest = 520;

type Head = 'mean' | `${number}`;

interface Weights {
  readonly inspection: Inspection;
  readonly trace: TraceInfo;
  readonly head: Head;
  /** `[steps, columns]` */
  readonly values: Float32Array;
}

/** Which steps of one side look at which steps of the other, for one head or the mean of all. */
class AttentionView implements View {
  readonly element: HTMLElement;
  private readonly picker: TracePicker;
  private readonly heads: Select<Head>;
  private readonly headField: HTMLElement;
  private readonly heatmap: Heatmap;
  private readonly heatExhibit: Exhibit;
  private readonly sums: LineChart;
  private readonly sumExhibit: Exhibit;
  private readonly lines: Alignment;
  private readonly lineExhibit: Exhibit;
  private readonly question: Question<Weights>;
  private head: Head = 'mean';
  private inspection?: Inspection;
  private weights?: Weights;

  constructor(private readonly context: Context) {
    const again = (): void => this.again();
    this.picker = new TracePicker({ fits: isAttention, choose: again });
    this.heads = new Select<Head>(
      [],
      'mean',
      (head) => {
        this.head = head;
        this.again();
      },
      l10n.t('Head'),
    );
    this.headField = h(
      'div',
      { class: 'field inline' },
      h('label', { 'aria-hidden': 'true' }, l10n.t('Head')),
      this.heads.element,
    );
    this.heatmap = new Heatmap({
      label: l10n.t('Attention weights. Arrow keys read the values, plus and minus zoom, 0 shows all.'),
      height: ({ source }) => Math.min(tallest, Math.max(80, source.rows * cellHeight)),
      onCursor: (cell, words) => {
        this.heatExhibit.read(words);
        this.lines.setCursor(cell?.row);
        this.sums.setCursor(cell?.column);
      },
      fail: context.fail,
    });
    this.heatExhibit = new Exhibit(context, {
      title: l10n.t('Weights'),
      name: 'attention',
      picture: this.heatmap,
      numbers: () => this.numbers(),
    });
    this.sums = new LineChart({
      label: l10n.t('Sum of the weights that each step was given. Arrow keys read the values.'),
      height: 80,
      onCursor: (_, words) => this.sumExhibit.read(words),
    });
    this.sumExhibit = new Exhibit(context, {
      title: l10n.t('Looked at in all'),
      name: 'attention-sums',
      picture: this.sums,
      numbers: () => this.sumNumbers(),
    });
    this.lines = new Alignment({
      label: l10n.t('Lines from each step to those it looks at. Up and down choose a step.'),
      onCursor: (_, words) => this.lineExhibit.read(words),
    });
    this.lineExhibit = new Exhibit(context, {
      title: l10n.t('Alignment'),
      name: 'alignment',
      picture: this.lines,
      numbers: () => this.numbers(),
    });
    this.question = new Question<Weights>(
      () => this.heatExhibit.wait(),
      (weights) => this.draw(weights),
      (error) => {
        if (!context.session.recovers(error, this.inspection?.id ?? '')) this.heatExhibit.fail(error, again);
      },
    );
    this.element = h(
      'div',
      { class: 'view' },
      h('div', { class: 'toolbar' }, this.picker.element, this.headField),
      this.heatExhibit.element,
      this.sumExhibit.element,
      this.lineExhibit.element,
    );
  }

  show(inspection: Inspection): void {
    this.inspection = inspection;
    const trace = this.picker.show(inspection);
    if (!trace) return;
    const heads = Array.from({ length: trace.heads }, (_, i) => ({
      value: `${i}` as Head,
      label: l10n.t('Head {0}', i + 1),
    }));
    if (this.head !== 'mean' && Number(this.head) >= trace.heads) this.head = 'mean';
    this.heads.offer([{ value: 'mean', label: l10n.t('Mean of all') }, ...heads], this.head);
    setHidden(this.headField, trace.heads < 2);
    const { head } = this;
    this.question.ask(async () => {
      const { values } = await this.context.host.slice(inspection.id, {
        trace: trace.name,
        steps: { from: 0, to: trace.steps },
        units: { from: 0, to: trace.columns },
        order: 'index',
        head: head === 'mean' ? 'mean' : Number(head),
        rows: trace.steps,
        columns: trace.columns,
      });
      return { inspection, trace, head, values };
    });
  }

  private again(): void {
    if (this.inspection) this.show(this.inspection);
  }

  private draw(weights: Weights): void {
    this.weights = weights;
    const { trace, values } = weights;
    const { formats, settings } = this.context;
    const [from, to] = [this.names(weights, 'rows'), this.names(weights, 'columns')];
    const write = (value: number): string => formats.short(value, 3);
    this.heatmap.show({
      source: gridOf(trace.columns, trace.steps, values),
      scale: traceScale({ ...trace, diverging: false }, settings.value.colors),
      title: traceWords(trace),
      columnName: (column) => to[column] ?? '',
      rowName: (row) => from[row] ?? '',
      write,
      describe: (column, row, value) => l10n.t('{0} looks at {1}: {2}', from[row], to[column], formats.number(value)),
    });
    this.heatExhibit.ready();
    this.drawSums(weights, to, write);
    setHidden(this.lineExhibit.element, from.length > mostLines || to.length > mostLines);
    this.lines.show({
      left: from,
      right: to,
      leftTitle: trace.columnSide === trace.side ? l10n.t('Step') : l10n.t('Written'),
      rightTitle: trace.columnSide === trace.side ? l10n.t('Looks at') : l10n.t('Read'),
      weight: (left, right) => values[left * trace.columns + right],
      describe: (left) => this.describeRow(weights, left, from, to),
    });
    this.lineExhibit.ready();
  }

  private drawSums(weights: Weights, to: readonly string[], write: (value: number) => string): void {
    const { formats } = this.context;
    const sums = columnSums(weights);
    const columns = sums.map((_, i) => i);
    this.sums.show({
      lines: [
        {
          key: 'sum',
          name: l10n.t('Sum over all steps'),
          x: columns,
          y: sums,
          color: 'blue',
          width: 1.5,
          marker: 'circle',
        },
      ],
      stops: columns,
      visible: { min: 0, max: weights.trace.columns },
      xName: (column) => to[column] ?? '',
      y: { min: 0, max: Math.max(1, ...sums) * 1.08 },
      write,
      describe: (column) => l10n.t('{0}: {1} in all', to[column], formats.number(sums[column])),
    });
    this.sumExhibit.ready();
  }

  private names({ inspection, trace }: Weights, of: 'rows' | 'columns'): readonly string[] {
    const side = of === 'rows' ? trace.side : (trace.columnSide ?? trace.side);
    const count = of === 'rows' ? trace.steps : trace.columns;
    const names = inspection.sides[side] ?? [];
    return Array.from({ length: count }, (_, i) => visible(names[i] ?? String(i)));
  }

  /** The strongest weights of a step, and their sum. */
  private describeRow({ trace, values }: Weights, row: number, from: readonly string[], to: readonly string[]): string {
    const { formats } = this.context;
    const weights = [...values.subarray(row * trace.columns, (row + 1) * trace.columns)];
    const strongest = weights
      .map((weight, i) => ({ weight, name: to[i] }))
      .filter(({ weight }) => weight > 0)
      .sort((a, b) => b.weight - a.weight)
      .slice(0, 3)
      .map(({ weight, name }) => `${name} ${formats.short(weight, 2)}`);
    const sum = weights.reduce((total, weight) => total + (Number.isFinite(weight) ? weight : 0), 0);
    return l10n.t('{0} looks at {1}; sum {2}', from[row], strongest.join(', '), formats.short(sum, 3));
  }

  private numbers(): Numbers {
    const { weights } = this;
    if (!weights) return { head: [], rows: [] };
    const { trace, values } = weights;
    const [from, to] = [this.names(weights, 'rows'), this.names(weights, 'columns')];
    return {
      head: ['', ...to, l10n.t('Sum')],
      rows: from.map((name, row) => {
        const line = [...values.subarray(row * trace.columns, (row + 1) * trace.columns)];
        return [name, ...line, line.reduce((sum, value) => sum + (Number.isFinite(value) ? value : 0), 0)];
      }),
    };
  }

  private sumNumbers(): Numbers {
    const { weights } = this;
    if (!weights) return { head: [], rows: [] };
    const names = this.names(weights, 'columns');
    return { head: ['', l10n.t('Sum')], rows: columnSums(weights).map((sum, i) => [names[i], sum]) };
  }
}

function columnSums({ trace, values }: Weights): number[] {
  const sums = Array.from({ length: trace.columns }, () => 0);
  for (let i = 0; i < values.length; i += 1) if (Number.isFinite(values[i])) sums[i % trace.columns] += values[i];
  return sums;
}
