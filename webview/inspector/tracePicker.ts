import * as l10n from '@vscode/l10n';
import type { Inspection, TraceInfo } from '../../engine/contracts/inspection';
import { Select } from '../dom/controls';
import { h } from '../dom/element';
import { traceWords } from './traces';

/** Chooses among the traces of a pass. The choice outlives the pass, as the next checkpoint has traces of the same names. */
export class TracePicker {
  readonly element: HTMLElement;
  private readonly select: Select<string>;
  private inspection?: Inspection;
  private name?: string;

  constructor(
    private readonly options: {
      readonly fits: (trace: TraceInfo) => boolean;
      /** What is looked at when nothing was chosen. */
      readonly first?: (trace: TraceInfo) => boolean;
      readonly chosen?: string;
      readonly choose: (trace: TraceInfo) => void;
    },
  ) {
    this.name = options.chosen;
    this.select = new Select<string>([], '', (name) => this.choose(name));
    const label = l10n.t('Trace');
    this.select.element.setAttribute('aria-label', label);
    this.element = h(
      'div',
      { class: 'field inline' },
      h('label', { 'aria-hidden': 'true' }, label),
      this.select.element,
    );
  }

  /** The chosen trace of a pass, if it has one that fits. */
  show(inspection: Inspection): TraceInfo | undefined {
    this.inspection = inspection;
    const traces = inspection.traces.filter(this.options.fits);
    const trace =
      traces.find(({ name }) => name === this.name) ?? traces.find(this.options.first ?? (() => true)) ?? traces[0];
    this.select.offer(
      traces.map((each) => ({ value: each.name, label: traceWords(each) })),
      trace?.name ?? '',
    );
    return trace;
  }

  /** Chooses from elsewhere. */
  set(name: string): void {
    this.name = name;
    this.select.element.value = name;
  }

  private choose(name: string): void {
    this.name = name;
    const trace = this.inspection?.traces.find((each) => each.name === name);
    if (trace) this.options.choose(trace);
  }
}
