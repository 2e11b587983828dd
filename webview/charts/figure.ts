import * as l10n from '@vscode/l10n';
import { button } from '../dom/controls';
import { h, setAttribute, setText } from '../dom/element';
import { table, type TableContent } from '../dom/table';
import { Plot, type PlotContent } from './plot';
import type { Range } from './range';
import { Readout, type ReadoutRow } from './readout';

export interface FigureContent extends PlotContent {
  /** The whole chart in a sentence or two. */
  readonly summary: string;
  /** What stands above the readout: where the cursor is. */
  readonly title: (index: number) => string;
  readonly rows: (index: number) => readonly ReadoutRow[];
  /** Stop to read without a cursor; the last one when absent. */
  readonly rest?: number;
  readonly table: () => TableContent;
}

export interface FigureOptions {
  readonly label: string;
  readonly size: 'large' | 'middle';
  readonly zoomable?: boolean;
  readonly onCursor?: (index: number | undefined) => void;
  readonly onZoom?: (range: Range | undefined) => void;
}

/** A plot, the readout beside it, and the same numbers as a table for those who want or need them. */
export class Figure {
  readonly element: HTMLElement;
  readonly plot: Plot;
  /** For the toolbar above. */
  readonly tableButton: HTMLButtonElement;
  private readonly readout: Readout;
  private readonly summary = h('figcaption', { class: 'visually-hidden' });
  private readonly tablePlace = h('div', { class: 'figure-table' });
  private content?: FigureContent;
  private cursor?: number;
  private tableOpen = false;

  constructor(options: FigureOptions) {
    this.plot = new Plot({
      label: options.label,
      size: options.size,
      zoomable: options.zoomable ?? false,
      describe: (index) => this.describe(index),
      onCursor: (index) => {
        this.cursor = index;
        this.read();
        options.onCursor?.(index);
      },
      onZoom: options.onZoom,
    });
    this.readout = new Readout(() => this.draw());
    this.tableButton = button({
      label: l10n.t('Show the numbers as a table'),
      icon: 'table',
      kind: 'quiet',
      compact: true,
      press: () => this.setTableOpen(!this.tableOpen),
    });
    setAttribute(this.tableButton, 'aria-pressed', 'false');
    this.element = h(
      'figure',
      { class: `figure ${options.size}` },
      h('div', { class: 'figure-row' }, this.plot.element, this.readout.element),
      this.summary,
      this.tablePlace,
    );
  }

  show(content: FigureContent): void {
    this.content = content;
    setText(this.summary, content.summary);
    this.draw();
    if (this.tableOpen) this.fillTable();
  }

  setCursor(index: number | undefined): void {
    this.cursor = index;
    this.plot.setCursor(index);
    this.read();
  }

  private draw(): void {
    const { content } = this;
    if (!content) return;
    if (this.cursor !== undefined && this.cursor >= content.stops.length) this.cursor = undefined;
    this.plot.show({ ...content, lines: content.lines.filter((line) => !this.readout.hidden.has(line.key)) });
    this.read();
  }

  private read(): void {
    const { content } = this;
    if (!content) return;
    const index = this.cursor ?? content.rest ?? content.stops.length - 1;
    if (index < 0) this.readout.show('', []);
    else this.readout.show(content.title(index), content.rows(index));
  }

  private describe(index: number): string {
    const { content } = this;
    if (!content) return '';
    const rows = content.rows(index).map((row) => `${row.label} ${row.value}`);
    return [content.title(index).replaceAll('\n', ', '), ...rows].join(', ');
  }

  private setTableOpen(open: boolean): void {
    this.tableOpen = open;
    setAttribute(this.tableButton, 'aria-pressed', String(open));
    if (open) this.fillTable();
    else this.tablePlace.replaceChildren();
  }

  private fillTable(): void {
    if (!this.content) return;
    const before = this.tablePlace.firstElementChild;
    const next = table(this.content.table());
    this.tablePlace.replaceChildren(next);
    // A live run fills the table again and again: the reader stays where he was.
    if (before) next.scrollTop = before.scrollTop;
  }
}
