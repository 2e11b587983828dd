import * as l10n from '@vscode/l10n';
import type { GradientFlow, Inspection, Side, StateFlow } from '../../engine/contracts/inspection';
import { gridOf, rangeOf } from '../charts/grid';
import { Heatmap } from '../charts/heatmap';
import { LineChart, type NamedLine } from '../charts/lineChart';
import { looks } from '../charts/looks';
import type { Range } from '../charts/range';
import { Select } from '../dom/controls';
import { h, replaceChildren, setText } from '../dom/element';
import type { Context } from './context';
import { Exhibit, type Numbers } from './exhibit';
import { Question } from './question';
import { stepNames } from './traces';

/** Pairs of steps grow with the square of this. */
const mostSteps = 256;

/** Least that is still told from nothing on a logarithmic axis, as a share of the greatest. */
const floor = 1e-12;

/** How far back the losses of one pass reach: by lag, and for every pair of steps. */
export class FlowFigures {
  readonly element: HTMLElement;
  private readonly heading = h('h3', {});
  private readonly verdict = h('div', { class: 'verdict' });
  private readonly lags: LineChart;
  private readonly lagExhibit: Exhibit;
  private readonly pairs: Heatmap;
  private readonly pairExhibit: Exhibit;
  private readonly states: Select<string>;
  private readonly question: Question<GradientFlow>;
  private state = '';
  private inspection?: Inspection;
  private flow?: GradientFlow;
  private shared?: Range;

  constructor(
    private readonly context: Context,
    /** The norms have come: their range in powers of ten. */
    private readonly came: (range: Range) => void,
    /** Whether a failure of a question about a pass needs no words. */
    recovers: (error: unknown, inspection: string) => boolean,
  ) {
    const again = (): void => this.inspection && this.show(this.inspection, this.heading.textContent ?? '');
    this.lags = new LineChart({
      label: l10n.t('Gradient norm by lag. Arrow keys read the values.'),
      height: 230,
      onCursor: (_, words) => this.lagExhibit.read(words),
    });
    this.lagExhibit = new Exhibit(context, {
      title: l10n.t('Gradient norm by lag'),
      name: 'gradient-by-lag',
      picture: this.lags,
      numbers: () => this.lagNumbers(),
    });
    this.pairs = new Heatmap({
      label: l10n.t(
        'Gradient norm for each pair of steps. Arrow keys read the values, plus and minus zoom, 0 shows all.',
      ),
      height: (content, width) =>
        content.source.rows === 1
          ? 26
          : Math.min(420, Math.max(120, (width - 72) * (content.source.rows / content.source.columns))),
      onCursor: (_, words) => this.pairExhibit.read(words),
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
    this.pairExhibit = new Exhibit(context, {
      title: l10n.t('From each loss back to each step'),
      name: 'gradient-pairs',
      picture: this.pairs,
      numbers: () => this.pairNumbers(),
      controls: [this.states.element],
    });
    this.question = new Question<GradientFlow>(
      () => {
        this.lagExhibit.wait();
        this.pairExhibit.wait();
      },
      (flow) => {
        this.flow = flow;
        this.came(rangeOfLags(flow));
        this.draw();
      },
      (error) => {
        if (recovers(error, this.inspection?.id ?? '')) return;
        this.lagExhibit.fail(error, again);
        this.pairExhibit.fail(error, again);
      },
    );
    this.element = h(
      'div',
      { class: 'exhibits flow' },
      this.heading,
      this.verdict,
      this.lagExhibit.element,
      this.pairExhibit.element,
    );
  }

  show(inspection: Inspection, name: string): void {
    this.inspection = inspection;
    setText(this.heading, name);
    const steps = inspection.sides.source?.length ?? 0;
    this.question.ask(() =>
      this.context.host.flow(inspection.id, { steps: { from: Math.max(0, steps - mostSteps), to: steps } }),
    );
  }

  /** Two runs are read on the same axis. */
  setRange(range: Range): void {
    this.shared = range;
    if (this.flow) this.draw();
  }

  private draw(): void {
    const { flow, inspection } = this;
    if (!flow || !inspection) return;
    if (flow.states.length === 0) {
      this.lagExhibit.say(l10n.t('This network carries no state through time.'));
      this.pairExhibit.say('');
      return;
    }
    if (!flow.states.some(({ trace }) => trace === this.state)) this.state = firstState(flow);
    this.states.offer(
      flow.states.map(({ trace }) => ({ value: trace, label: trace })),
      this.state,
    );
    this.drawLags(flow, inspection);
    this.drawPairs(
      flow,
      inspection,
      flow.states.find(({ trace }) => trace === this.state)!,
    );
    this.drawVerdict(flow);
  }

  private drawLags({ states }: GradientFlow, { truncation }: Inspection): void {
    const { formats } = this.context;
    // From what a decoder writes to what was read there is no lag.
    const lagged = states.filter(({ byLag }) => byLag.length > 0);
    const count = Math.max(0, ...lagged.map(({ byLag }) => byLag.length));
    const lags = Array.from({ length: count }, (_, i) => i);
    const lines = lagged.map(({ trace, byLag }, i): NamedLine => {
      const look = looks[i % looks.length];
      return { key: trace, name: trace, x: lags, y: [...byLag], color: look.color, dash: look.dash, width: 1.6 };
    });
    this.lags.show({
      lines,
      stops: lags,
      visible: { min: 0, max: count },
      xName: (lag) => formats.integer(lag),
      logarithmic: true,
      y: this.shared,
      write: (value) => formats.short(value, 2),
      describe: (lag) =>
        [
          l10n.t('{0} steps back', formats.integer(lag)),
          ...lagged.map(({ trace, byLag }) => `${trace} ${formats.short(byLag[lag], 3)}`),
        ].join(', '),
      rules:
        truncation !== undefined && truncation < count
          ? [{ x: truncation - 0.5, words: l10n.t('truncated after {0} steps', formats.integer(truncation)) }]
          : [],
    });
    this.lagExhibit.ready();
  }

  private drawPairs(flow: GradientFlow, inspection: Inspection, state: StateFlow): void {
    const { formats, settings } = this.context;
    const { side, first, columns } = stepsOf(flow, inspection, state);
    const rows = state.losses.length;
    const { max } = rangeOf(state.norms);
    const least = Math.max(smallestAbove(state.norms, max * floor), Number.MIN_VALUE);
    const name = stepNames(inspection, { side });
    const lossName = stepNames(inspection, { side: inspection.sides.target ? 'target' : 'source' });
    const column = (k: number): string => name(first + k);
    const row = (i: number): string => lossName(state.losses[i]);
    const { truncation } = inspection;
    // What the loss at t reached in training lies above this line.
    const overlay =
      truncation === undefined || truncation >= columns || rows < 2
        ? []
        : [
            [
              { x: 0, y: (truncation / columns) * rows },
              { x: columns - truncation, y: rows },
            ],
          ];
    this.pairs.show({
      source: gridOf(columns, rows, state.norms),
      scale: { map: settings.value.colors, min: least, max: Math.max(max, least * 10), logarithmic: true },
      title: l10n.t('{0}: loss at t (down) to state at k (across)', state.trace),
      columnName: column,
      rowName: row,
      write: (value) => formats.short(value, 2),
      describe: (k, t, value) =>
        l10n.t(
          'From the loss at {0} {1} to the state at {2} {3}: {4}',
          formats.integer(state.losses[t]),
          row(t),
          formats.integer(first + k),
          column(k),
          formats.short(value, 3),
        ),
      overlay,
    });
    this.pairExhibit.ready();
  }

  /** Every state of the layer that is looked at: a cell state may reach far where the hidden state beside it fades. */
  private drawVerdict({ states }: GradientFlow): void {
    const layer = layerOf(this.state);
    const reaches = states.flatMap((state) => (layerOf(state.trace) === layer ? (reachOf(state) ?? []) : []));
    const furthest = reaches.toSorted((a, b) => b.left - a.left);
    const sentences = furthest.map((reach) => this.reachWords(reach));
    if (furthest.length > 1) {
      sentences.unshift(l10n.t('The gradient reaches furthest back through {0}.', furthest[0].trace));
    }
    replaceChildren(this.verdict, ...sentences.map((words) => h('p', {}, words)));
  }

  /** Said in numbers: how the norm at the far end stands to that at its start. */
  private reachWords({ trace, lags, left, half }: Reach): string {
    const { formats } = this.context;
    const lag = formats.integer(lags);
    const share = formats.short(left, 2);
    if (left > 10) return l10n.t('{0} explodes: {1} steps back the gradient is {2} times as large.', trace, lag, share);
    if (half === undefined)
      return l10n.t('{0} reaches back: {1} steps back {2} of the gradient is left.', trace, lag, share);
    return left < 1e-3
      ? l10n.t(
          "{0} vanishes: the gradient's half-life is {1}, and {2} of it is left {3} steps back.",
          trace,
          half,
          share,
          lag,
        )
      : l10n.t(
          "{0} fades: the gradient's half-life is {1}, and {2} of it is left {3} steps back.",
          trace,
          half,
          share,
          lag,
        );
  }

  private lagNumbers(): Numbers {
    const states = this.flow?.states ?? [];
    const count = Math.max(0, ...states.map(({ byLag }) => byLag.length));
    return {
      head: [l10n.t('Lag'), ...states.map(({ trace }) => trace)],
      rows: Array.from({ length: count }, (_, lag) => [String(lag), ...states.map(({ byLag }) => byLag[lag])]),
    };
  }

  private pairNumbers(): Numbers {
    const { flow, inspection } = this;
    const state = flow?.states.find(({ trace }) => trace === this.state);
    if (!flow || !inspection || !state) return { head: [], rows: [] };
    const { first, columns } = stepsOf(flow, inspection, state);
    return {
      head: ['t \\ k', ...Array.from({ length: columns }, (_, k) => String(first + k))],
      rows: Array.from(state.losses, (t, row) => [
        String(t),
        ...state.norms.subarray(row * columns, (row + 1) * columns),
      ]),
    };
  }
}

/** Whose steps the columns of a state's norms are, and which. */
function stepsOf(
  { steps }: GradientFlow,
  { traces }: Inspection,
  { trace, norms, losses }: StateFlow,
): { readonly side: Side; readonly first: number; readonly columns: number } {
  const side = traces.find(({ name }) => name === trace)?.side ?? 'source';
  return { side, first: side === 'source' ? steps.from : 0, columns: norms.length / losses.length };
}

/** A hidden state of the last layer is what most people look for. */
const firstState = ({ states }: GradientFlow): string =>
  (states.findLast(({ trace }) => trace.endsWith('.h')) ?? states[0]).trace;

interface Reach {
  readonly trace: string;
  /** From the first norm above zero to the last one that there is. */
  readonly lags: number;
  /** Norm at the far end over that at the start. */
  readonly left: number;
  /** Lags until half is gone; absent where it never is. */
  readonly half?: number;
}

/** Nothing where there are no two norms to compare. */
function reachOf({ trace, byLag }: StateFlow): Reach | undefined {
  const first = byLag.findIndex((norm) => norm > 0);
  const last = byLag.findLastIndex((norm) => Number.isFinite(norm));
  if (first < 0 || last <= first) return undefined;
  return { trace, lags: last - first, left: byLag[last] / byLag[first], half: halving(byLag, first) };
}

/** `rnn.l0` of `rnn.l0.c` */
const layerOf = (trace: string): string => trace.slice(0, trace.lastIndexOf('.'));

/** Lags until half of the norm is gone. */
function halving(byLag: Float32Array, first: number): number | undefined {
  const found = byLag.findIndex((norm, lag) => lag > first && norm < byLag[first] / 2);
  return found < 0 ? undefined : found - first;
}

/** In powers of ten. */
function rangeOfLags({ states }: GradientFlow): Range {
  const logs = states.flatMap(({ byLag }) => [...byLag].filter((norm) => norm > 0).map(Math.log10));
  const { min, max } = rangeOf(logs);
  const top = Math.ceil(max + 0.1);
  return { min: Math.max(Math.floor(min), top + Math.log10(floor)), max: top };
}

function smallestAbove(values: Float32Array, limit: number): number {
  let least = Number.POSITIVE_INFINITY;
  for (const value of values) if (value > limit && value < least) least = value;
  return Number.isFinite(least) ? least : 1;
}
