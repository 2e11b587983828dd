import * as l10n from '@vscode/l10n';
import { h, setAttribute, setHidden, setText } from '../dom/element';
import { swatch, type LineStyle } from './line';

export interface ReadoutRow {
  readonly key: string;
  readonly label: string;
  readonly value: string;
  /** A few words below the value. */
  readonly note?: string;
  readonly style?: LineStyle;
  /** Whether a press hides the line. */
  readonly switchable?: boolean;
}

/**
 * Legend and exact values in one, beside the chart, so that nothing floats over the curve. Without a cursor it shows the
 * newest point. Its rows stay the same elements; only their words change.
 */
export class Readout {
  readonly element: HTMLElement;
  readonly hidden = new Set<string>();
  private readonly title = h('div', { class: 'readout-title' });
  private readonly list = h('div', { class: 'readout-rows' });
  private readonly rows = new Map<string, Row>();

  constructor(private readonly onSwitch: () => void) {
    this.element = h('div', { class: 'readout' }, this.title, this.list);
  }

  show(title: string, rows: readonly ReadoutRow[]): void {
    setText(this.title, title);
    const keys = new Set(rows.map((row) => row.key));
    for (const [key, row] of this.rows) setHidden(row.element, !keys.has(key));
    for (const content of rows) this.row(content).show(content, this.hidden.has(content.key));
  }

  private row(content: ReadoutRow): Row {
    let row = this.rows.get(content.key);
    if (!row) {
      row = new Row(content, () => {
        if (!this.hidden.delete(content.key)) this.hidden.add(content.key);
        this.onSwitch();
      });
      this.rows.set(content.key, row);
      this.list.append(row.element);
    }
    return row;
  }
}

class Row {
  readonly element: HTMLElement;
  private readonly label: HTMLElement;
  private readonly value = h('span', { class: 'readout-value' });
  private readonly note = h('span', { class: 'readout-note' });
  private readonly words = h('span', {});
  private style?: LineStyle;
  private mark?: SVGElement;

  constructor(content: ReadoutRow, press: () => void) {
    this.label = content.switchable
      ? h('button', { type: 'button', class: 'readout-label switch', on: { click: press } }, this.words)
      : h('span', { class: 'readout-label' }, this.words);
    this.element = h('div', { class: 'readout-row' }, this.label, this.value, this.note);
  }

  show(content: ReadoutRow, hidden: boolean): void {
    setText(this.words, content.label);
    if (content.style && content.style !== this.style) {
      this.style = content.style;
      this.mark?.remove();
      this.mark = swatch(content.style);
      this.label.prepend(this.mark);
    }
    setText(this.value, content.value);
    setText(this.note, content.note ?? '');
    setHidden(this.note, !content.note);
    if (!content.switchable) return;
    setAttribute(this.label, 'aria-pressed', String(!hidden));
    setAttribute(this.label, 'title', hidden ? l10n.t('Show this line') : l10n.t('Hide this line'));
  }
}
