import * as l10n from '@vscode/l10n';
import type { TensorRow } from '../../engine/protocol/tensors';
import { field } from '../dom/controls';
import { h, setAttribute, setText, uniqueId } from '../dom/element';
import { bytesWords } from '../format/bytes';
import type { Formats } from '../format/formats';
import type { Context } from './context';

/** Rows that are shown at most; a filter finds the others. */
const most = 1000;

/**
 * All tensors of the file, filtered by name: a grid (WAI-ARIA) whose rows are chosen with up and down, and whose cells are read with
 * left and right. The focus stays on the grid, which names the cell that the keys have come to.
 */
export class TensorList {
  readonly element: HTMLElement;
  private readonly id = uniqueId('tensors');
  private readonly grid: HTMLTableElement;
  private readonly body = h('tbody', {});
  private readonly hidden = h('p', { class: 'hint', role: 'status' });
  private shown: readonly number[] = [];
  private chosen = -1;
  private column = 0;

  constructor(
    private readonly context: Context,
    private readonly choose: (tensor: number) => void,
  ) {
    const filter = h('input', {
      class: 'input',
      type: 'search',
      spellcheck: 'false',
      on: { input: () => this.filter(filter.value) },
    });
    this.grid = h(
      'table',
      {
        tabindex: 0,
        role: 'grid',
        'aria-label': l10n.t('Tensors. Up and down choose one, left and right read it.'),
        'aria-colcount': columns.length,
        on: { keydown: (event) => this.key(event) },
      },
      h(
        'thead',
        {},
        h(
          'tr',
          { 'aria-rowindex': 1 },
          ...columns.map(({ title, kind }) => h('th', { scope: 'col', class: kind }, title())),
        ),
      ),
      this.body,
    );
    this.element = h(
      'section',
      { class: 'tensor-part', 'aria-label': l10n.t('Tensors') },
      field(l10n.t('Filter by name'), filter),
      h('div', { class: 'tensor-list' }, this.grid),
      this.hidden,
    );
    this.filter('');
  }

  set(tensor: number): void {
    this.chosen = tensor;
    for (const row of this.body.rows) setAttribute(row, 'aria-selected', String(Number(row.dataset.tensor) === tensor));
    this.showCell();
  }

  /** Where the keys have come to. */
  private showCell(): void {
    const cell = this.body.querySelector(`[id="${this.cellId(this.chosen, this.column)}"]`);
    setAttribute(this.grid, 'aria-activedescendant', cell?.id);
    cell?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }

  private cellId(tensor: number, column: number): string {
    return `${this.id}-${tensor}-${column}`;
  }

  private filter(text: string): void {
    const { tensors } = this.context.state;
    const wanted = text.trim().toLowerCase();
    const found = tensors.flatMap(({ name }, i) => (name.toLowerCase().includes(wanted) ? [i] : []));
    this.shown = found.slice(0, most);
    this.body.replaceChildren(...this.shown.map((tensor, i) => this.row(tensor, i, tensors[tensor])));
    setAttribute(this.grid, 'aria-rowcount', found.length + 1);
    const { formats } = this.context;
    setText(
      this.hidden,
      found.length > most
        ? l10n.t(
            'The first {0} of {1}: filter by name to see the others.',
            formats.integer(most),
            formats.integer(found.length),
          )
        : found.length === 0
          ? l10n.t('No tensor has such a name.')
          : '',
    );
    this.set(this.chosen);
  }

  private row(tensor: number, place: number, row: TensorRow): HTMLElement {
    const { formats } = this.context;
    const cells = columns.map(({ kind, write }, column) => {
      const words = write(row, formats);
      const about = { id: this.cellId(tensor, column), class: kind };
      return column === 0
        ? h('th', { ...about, scope: 'row', title: words }, words)
        : h('td', { ...about, role: 'gridcell' }, words);
    });
    // The head is the first row.
    const index = place + 2;
    return h(
      'tr',
      { 'data-tensor': tensor, 'aria-rowindex': index, on: { click: () => this.choose(tensor) } },
      ...cells,
    );
  }

  private key(event: KeyboardEvent): void {
    const last = this.shown.length - 1;
    const now = this.shown.indexOf(this.chosen);
    const places: Readonly<Record<string, number | undefined>> = {
      ArrowUp: Math.max(0, now - 1),
      ArrowDown: Math.min(last, now + 1),
      PageUp: Math.max(0, now - 10),
      PageDown: Math.min(last, now + 10),
      Home: 0,
      End: last,
    };
    const place = places[event.key];
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (last < 0 || (place === undefined && step === undefined)) return;
    event.preventDefault();
    this.column = Math.min(Math.max(this.column + (step ?? 0), 0), columns.length - 1);
    if (place === undefined) this.showCell();
    else this.choose(this.shown[place]);
  }
}

const columns: readonly {
  readonly title: () => string;
  readonly kind: 'word' | 'number';
  readonly write: (row: TensorRow, formats: Formats) => string;
}[] = [
  { title: () => l10n.t('Name'), kind: 'word', write: ({ name }) => name },
  { title: () => l10n.t('Type'), kind: 'word', write: ({ type }) => type },
  { title: () => l10n.t('Shape'), kind: 'number', write: ({ shape }) => shapeWords(shape) },
  { title: () => l10n.t('Elements'), kind: 'number', write: ({ elements }, formats) => formats.integer(elements) },
  { title: () => l10n.t('Size'), kind: 'number', write: ({ bytes }, formats) => bytesWords(formats, bytes) },
];

export function shapeWords(shape: readonly number[]): string {
  return `[${shape.join(', ')}]`;
}
