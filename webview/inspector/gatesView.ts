import * as l10n from '@vscode/l10n';
import type { Inspection, TraceInfo, UnitOrder } from '../../engine/contracts/inspection';
import { Heatmap } from '../charts/heatmap';
import type { GridSource } from '../charts/tiles';
import { button, segmented } from '../dom/controls';
import { h, setHidden } from '../dom/element';
import type { Context } from './context';
import { mostPinned } from './settings';
import { Exhibit, type Numbers } from './exhibit';
import { Overview } from './overview';
import { Question } from './question';
import { TracePicker } from './tracePicker';
import { stepNames, traceGrid, traceScale, traceWords, unitName, visible } from './traces';
import { UnitFigures } from './unitFigures';
import type { View, ViewKind } from './view';

export const gatesView: ViewKind = {
  name: 'gates',
  title: () => l10n.t('Gates'),
  fits: ({ traces }) => traces.some(fits),
  make: (context) => new GatesView(context),
};

/** Attention has a view of its own. */
const fits = (trace: TraceInfo): boolean => trace.kind !== 'attention' && trace.columns > 0;

const tallest = 420;
const pixelsPerUnit = 12;

/** Time by unit of one gate or state, all others beside it, and one unit that is pinned. */
class GatesView implements View {
  readonly element: HTMLElement;
  private readonly heatmap: Heatmap;
  private readonly exhibit: Exhibit;
  private readonly overview: Overview;
  private readonly units: UnitFigures;
  private readonly picker: TracePicker;
  private readonly resetZoom: HTMLButtonElement;
  private readonly order: Question<Uint32Array>;
  private inspection?: Inspection;
  private trace?: TraceInfo;
  /** Unit of each row. */
  private permutation: ArrayLike<number> = [];
  private source?: GridSource;

  constructor(private readonly context: Context) {
    const { settings } = context;
    this.heatmap = new Heatmap({
      label: l10n.t(
        'Steps by units. Arrow keys read the values, Enter pins a unit or lets it go, plus and minus zoom, 0 shows all.',
      ),
      height: ({ source }) => Math.min(tallest, Math.max(90, source.rows * pixelsPerUnit)),
      onCursor: (cell, words) => {
        this.exhibit.read(words);
        this.units.setStep(cell?.column);
      },
      onPick: (cell) => this.toggle(this.permutation[cell.row] ?? cell.row),
      onView: (columns) => {
        setHidden(this.resetZoom, this.heatmap.viewport.whole);
        this.units.setVisible(columns);
      },
      fail: (error) => this.fail(error),
    });
    this.picker = new TracePicker({
      fits,
      first: ({ kind }) => kind === 'gate' || kind === 'state',
      chosen: settings.value.trace,
      choose: (trace) => this.choose(trace.name),
    });
    this.resetZoom = button({
      label: l10n.t('Show all'),
      icon: 'reset',
      kind: 'quiet',
      press: () => this.heatmap.showAll(),
    });
    this.resetZoom.hidden = true;
    this.overview = new Overview(context, (name) => this.choose(name));
    this.units = new UnitFigures(context, (step) => {
      const { cell } = this.heatmap;
      this.heatmap.setCursor(
        step === undefined ? undefined : { column: step, row: cell?.row ?? this.rowOf(this.pinned().at(-1)) },
      );
    });
    this.exhibit = new Exhibit(context, {
      title: l10n.t('Time by unit'),
      name: 'units',
      picture: this.heatmap,
      numbers: () => this.numbers(),
      controls: [this.resetZoom],
      hint: l10n.t(
        'Drag to move, turn the wheel with Ctrl held to zoom, press on units to pin them. Double click shows all.',
      ),
    });
    this.order = new Question<Uint32Array>(
      () => this.exhibit.wait(),
      (permutation) => this.draw(permutation),
      (error) => this.fail(error),
    );
    this.element = h(
      'div',
      { class: 'view' },
      this.toolbar(),
      this.overview.element,
      this.exhibit.element,
      this.units.element,
    );
  }

  show(inspection: Inspection): void {
    this.inspection = inspection;
    const { trace: chosen } = this.context.settings.value;
    if (chosen !== undefined) this.picker.set(chosen);
    this.trace = this.picker.show(inspection);
    if (!this.trace) {
      this.exhibit.say(l10n.t('This pass recorded nothing by unit.'));
      return;
    }
    this.overview.show(inspection, inspection.traces.filter(fits), this.trace.name);
    this.ask();
  }

  private toolbar(): HTMLElement {
    const { settings, host, fail } = this.context;
    const orders: readonly { value: UnitOrder; label: string }[] = [
      { value: 'index', label: l10n.t('By number') },
      { value: 'variance', label: l10n.t('By variance') },
      { value: 'cluster', label: l10n.t('Clustered') },
    ];
    const colors = [
      { value: 'viridis', label: 'Viridis' },
      { value: 'cividis', label: 'Cividis' },
    ] as const;
    const paint = (): void => {
      const { inspection, trace } = this;
      if (!inspection || !trace) return;
      host.paint({ inspection: inspection.id, trace: trace.name, unit: this.pinned().at(-1)! }).catch(fail);
    };
    return h(
      'div',
      { class: 'toolbar' },
      this.picker.element,
      segmented(l10n.t('Order of units'), orders, settings.value.order, (order) => {
        settings.change({ order });
        this.again();
      }),
      segmented(l10n.t('Colours'), colors, settings.value.colors, (chosen) => {
        settings.change({ colors: chosen });
        this.again();
      }),
      h('span', { class: 'spacer' }),
      button({
        label: l10n.t('Paint in Editor'),
        title: l10n.t('Colours the text in the editor by the pinned unit'),
        kind: 'quiet',
        press: paint,
      }),
      button({
        label: l10n.t('Clear'),
        title: l10n.t('Takes the colours out of the editor'),
        kind: 'quiet',
        press: () => void host.paint(undefined).catch(fail),
      }),
    );
  }

  private again(): void {
    if (this.inspection) this.show(this.inspection);
  }

  private choose(name: string): void {
    this.context.settings.change({ trace: name });
    this.again();
  }

  private ask(): void {
    const { inspection, trace, context } = this;
    if (!inspection || !trace) return;
    const { order } = context.settings.value;
    this.source = traceGrid(context, inspection, trace, order);
    if (order === 'index') {
      this.order.drop();
      this.draw(Uint32Array.from({ length: trace.columns }, (_, i) => i));
    } else this.order.ask(() => context.host.order(inspection.id, trace.name, order));
  }

  private draw(permutation: Uint32Array): void {
    const { inspection, trace, source, context } = this;
    if (!inspection || !trace || !source) return;
    this.permutation = permutation;
    const { settings, formats } = context;
    const stepName = stepNames(inspection, trace);
    const rowName = (row: number): string => unitName(trace, permutation[row] ?? row);
    this.heatmap.show({
      source,
      scale: traceScale(trace, settings.value.colors),
      title: traceWords(trace),
      columnName: stepName,
      rowName,
      pinned: this.pinned().map((unit) => this.rowOf(unit)),
      write: (value) => formats.short(value, 3),
      describe: (step, row, value) =>
        l10n.t(
          'Step {0} {1}: unit {2} is {3}',
          formats.integer(step),
          stepName(step),
          rowName(row),
          value === undefined ? '\u2026' : formats.number(value),
        ),
    });
    this.exhibit.ready();
    this.units.show(inspection, trace, this.pinned());
  }

  /** The pinned units that this trace has; the first row's where there is none. */
  private pinned(): readonly number[] {
    const units = this.context.settings.value.units.filter((unit) => unit < (this.trace?.columns ?? 0));
    return units.length > 0 ? units : [this.permutation[0] ?? 0];
  }

  private rowOf(unit: number | undefined): number {
    return Math.max(Array.prototype.indexOf.call(this.permutation, unit), 0);
  }

  /** Pins a unit; lets it go where it was pinned. */
  private toggle(unit: number): void {
    const { inspection, trace, context } = this;
    if (!inspection || !trace) return;
    const { settings, announcer } = context;
    const before = settings.value.units;
    const isPinned = before.includes(unit);
    const others = before.filter((each) => each !== unit);
    settings.change({ units: isPinned ? others : [...others, unit].slice(-mostPinned) });
    const name = unitName(trace, unit);
    announcer.say(isPinned ? l10n.t('Unit {0} is not pinned any more.', name) : l10n.t('Unit {0} is pinned.', name));
    this.draw(Uint32Array.from(this.permutation));
  }

  private fail(error: unknown): void {
    if (!this.context.session.recovers(error, this.inspection?.id ?? '')) this.exhibit.fail(error, () => this.again());
  }

  /** All values, fetched whole. */
  private async numbers(): Promise<Numbers> {
    const { inspection, trace, context } = this;
    if (!inspection || !trace) return { head: [], rows: [] };
    const { values, units } = await context.host.slice(inspection.id, {
      trace: trace.name,
      steps: { from: 0, to: trace.steps },
      units: { from: 0, to: trace.columns },
      order: context.settings.value.order,
      rows: trace.steps,
      columns: trace.columns,
    });
    const names = inspection.sides[trace.side] ?? [];
    return {
      head: [l10n.t('Step'), l10n.t('Token'), ...Array.from(units, (unit) => unitName(trace, unit))],
      rows: Array.from({ length: trace.steps }, (_, step) => [
        String(step),
        visible(names[step] ?? ''),
        ...values.subarray(step * trace.columns, (step + 1) * trace.columns),
      ]),
    };
  }
}
