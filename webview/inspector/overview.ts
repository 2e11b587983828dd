import * as l10n from '@vscode/l10n';
import type { Inspection, TraceInfo } from '../../engine/contracts/inspection';
import { Heatmap } from '../charts/heatmap';
import { h, setAttribute } from '../dom/element';
import type { Context } from './context';
import { stepNames, traceGrid, traceScale, traceWords, unitName } from './traces';

/** Every gate and state of every layer as a small heatmap; a press looks at it closely. */
export class Overview {
  readonly element = h('div', { class: 'overview', role: 'group', 'aria-label': l10n.t('All traces') });
  private readonly small = new Map<string, { readonly place: HTMLElement; readonly picture: Heatmap }>();
  private asked = '';

  constructor(
    private readonly context: Context,
    private readonly choose: (trace: string) => void,
  ) {}

  show(inspection: Inspection, traces: readonly TraceInfo[], chosen: string): void {
    this.asked = inspection.id;
    const names = new Set(traces.map(({ name }) => name));
    for (const [name, { place }] of this.small) {
      if (names.has(name)) continue;
      place.remove();
      this.small.delete(name);
    }
    for (const trace of traces) {
      const { place, picture } = this.small.get(trace.name) ?? this.add(trace);
      setAttribute(place, 'data-chosen', trace.name === chosen);
      const stepName = stepNames(inspection, trace);
      picture.show({
        source: traceGrid(this.context, inspection, trace, this.context.settings.value.order),
        scale: traceScale(trace, this.context.settings.value.colors),
        title: trace.name,
        columnName: stepName,
        rowName: (unit) => unitName(trace, unit),
        write: String,
        describe: () => traceWords(trace),
      });
    }
  }

  mark(chosen: string): void {
    for (const [name, { place }] of this.small) setAttribute(place, 'data-chosen', name === chosen);
  }

  private add(trace: TraceInfo): { readonly place: HTMLElement; readonly picture: Heatmap } {
    const picture = new Heatmap({
      label: l10n.t('{0}. Enter looks at it closely.', traceWords(trace)),
      height: 52,
      bare: true,
      onPick: () => this.choose(trace.name),
      fail: (error) => {
        if (!this.context.session.recovers(error, this.asked)) this.context.fail(error);
      },
    });
    const place = h('div', { class: 'thumbnail', title: traceWords(trace) }, picture.element);
    this.small.set(trace.name, { place, picture });
    this.element.append(place);
    return { place, picture };
  }
}
