import { h, type Child } from './element';
import { icon } from './icons';

/** A cell; its note is smaller and comes after the value. */
export type Cell = string | { readonly text: string; readonly note: string };

export interface TableContent {
  readonly caption: string;
  readonly head: readonly string[];
  /** The first cell of a row is its heading. */
  readonly rows: readonly (readonly Cell[])[];
  /** Tooltips of the headings. */
  readonly hints?: readonly (string | undefined)[];
  /** Tooltips of the rows' headings. */
  readonly rowHints?: readonly (string | undefined)[];
  /** A row that stands out, and the word that says why. */
  readonly highlight?: { readonly row: number; readonly label: string };
  /** Columns that hold words; all others are numbers and align right. */
  readonly words?: readonly number[];
}

/** A table of ready-made strings inside a box that scrolls. */
export function table(content: TableContent): HTMLElement {
  const words = new Set(content.words);
  const side = (column: number): string => (words.has(column) ? 'word' : 'number');
  const head = content.head.map((text, i) =>
    h('th', { scope: 'col', class: side(i), title: content.hints?.[i] }, text),
  );
  const rows = content.rows.map((cells, r) => {
    const mark = content.highlight?.row === r ? content.highlight : undefined;
    const hint = content.rowHints?.[r];
    const first = h(
      'th',
      { scope: 'row', class: side(0), title: hint },
      mark && badge(mark.label),
      ...inside(cells[0] ?? ''),
    );
    const rest = cells.slice(1).map((cell, i) => h('td', { class: side(i + 1) }, ...inside(cell)));
    return h('tr', { class: mark && 'highlight' }, first, ...rest);
  });
  return h(
    'div',
    { class: 'table-box', tabindex: 0, role: 'region', 'aria-label': content.caption },
    h(
      'table',
      {},
      h('caption', { class: 'visually-hidden' }, content.caption),
      h('thead', {}, h('tr', {}, ...head)),
      h('tbody', {}, ...rows),
    ),
  );
}

function inside(cell: Cell): Child[] {
  return typeof cell === 'string' ? [cell] : [cell.text, h('span', { class: 'cell-note' }, cell.note)];
}

function badge(label: string): HTMLElement {
  return h('span', { class: 'badge' }, icon('star'), h('span', {}, label));
}
