import * as l10n from '@vscode/l10n';
import type { TensorRow } from '../../engine/protocol/tensors';
import { field } from '../dom/controls';
import { h, setAttribute, setText } from '../dom/element';
import { bytesWords } from '../format/bytes';
import type { Context } from './context';

/** Rows that are shown at most; a filter finds the others. */
const most = 1000;

/** All tensors of the file, filtered by name; the arrow keys move through them. */
export class TensorList {
  readonly element: HTMLElement;
  private readonly body = h('tbody', {});
  private readonly hidden = h('p', { class: 'hint' });
  private shown: readonly number[] = [];
  private chosen = -1;

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
    const heads = [l10n.t('Name'), l10n.t('Type'), l10n.t('Shape'), l10n.t('Elements'), l10n.t('Size')];
    const words = new Set([0, 1]);
    this.element = h(
      'section',
      { class: 'tensor-part', 'aria-label': l10n.t('Tensors') },
      field(l10n.t('Filter by name'), filter),
      h(
        'div',
        {
          class: 'tensor-list',
          tabindex: 0,
          role: 'grid',
          'aria-label': l10n.t('Tensors. The arrow keys choose one.'),
          on: { keydown: (event) => this.key(event) },
        },
        h(
          'table',
          { role: 'presentation' },
          h(
            'thead',
            {},
            h(
              'tr',
              {},
              ...heads.map((head, i) => h('th', { scope: 'col', class: words.has(i) ? 'word' : 'number' }, head)),
            ),
          ),
          this.body,
        ),
      ),
      this.hidden,
    );
    this.filter('');
  }

  set(tensor: number): void {
    this.chosen = tensor;
    for (const row of this.body.rows) setAttribute(row, 'aria-selected', String(Number(row.dataset.tensor) === tensor));
    this.body.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  }

  private filter(text: string): void {
    const { tensors } = this.context.state;
    const wanted = text.trim().toLowerCase();
    const found = tensors.flatMap(({ name }, i) => (name.toLowerCase().includes(wanted) ? [i] : []));
    this.shown = found.slice(0, most);
    this.body.replaceChildren(...this.shown.map((tensor) => this.row(tensor, tensors[tensor])));
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

  private row(tensor: number, { name, type, shape, elements, bytes }: TensorRow): HTMLElement {
    const { formats } = this.context;
    return h(
      'tr',
      { 'data-tensor': tensor, role: 'row', on: { click: () => this.choose(tensor) } },
      h('th', { scope: 'row', class: 'word', title: name }, name),
      h('td', { class: 'word' }, type),
      h('td', { class: 'number' }, shapeWords(shape)),
      h('td', { class: 'number' }, formats.integer(elements)),
      h('td', { class: 'number' }, bytesWords(formats, bytes)),
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
    if (place === undefined || last < 0) return;
    event.preventDefault();
    this.choose(this.shown[place]);
  }
}

export function shapeWords(shape: readonly number[]): string {
  return `[${shape.join(', ')}]`;
}
