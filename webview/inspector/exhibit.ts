import * as l10n from '@vscode/l10n';
import type { Picture } from '../charts/picture';
import { button } from '../dom/controls';
import { h, setAttribute, setHidden, setText, type Child } from '../dom/element';
import { table } from '../dom/table';
import { toCsv } from '../../engine/run/csv-text';
import { failureWords, isCancelled } from '../format/words';
import type { Context } from './context';

/** What a picture shows, as numbers: the first column names the rows. */
export interface Numbers {
  readonly head: readonly string[];
  readonly rows: readonly (readonly (string | number)[])[];
}

export interface ExhibitOptions {
  readonly title: string;
  /** Part of the names of files. */
  readonly name: string;
  readonly picture: Picture;
  readonly numbers: () => Numbers | Promise<Numbers>;
  /** Controls between the title and the buttons. */
  readonly controls?: readonly Child[];
  /** What stands in the place of what the cursor reads while there is no cursor. */
  readonly hint?: string;
  /** Whether the picture may be wider than its place, which then scrolls. */
  readonly scrolls?: boolean;
}

/** What a table shows at most; the CSV file holds all. */
const most = { rows: 200, columns: 24 };

/**
 * A picture with what belongs to it: its title and controls, what the cursor reads, its numbers as a table, and the buttons that
 * save it as PNG, SVG and CSV. Without a picture it says why.
 */
export class Exhibit {
  readonly element: HTMLElement;
  private readonly readout = h('p', { class: 'exhibit-readout', 'aria-hidden': 'true' });
  private readonly message = h('div', { class: 'exhibit-message', hidden: true });
  private readonly tablePlace = h('div', { class: 'figure-table' });
  private readonly place: HTMLElement;
  private readonly savers: HTMLElement;
  private readonly tableButton: HTMLButtonElement;
  private tableOpen = false;

  constructor(
    private readonly context: Context,
    private readonly options: ExhibitOptions,
  ) {
    this.tableButton = button({
      label: l10n.t('Show the numbers as a table'),
      icon: 'table',
      kind: 'quiet',
      compact: true,
      press: () => this.setTableOpen(!this.tableOpen),
    });
    setAttribute(this.tableButton, 'aria-pressed', 'false');
    const saver = (label: string, title: string, content: () => Promise<Uint8Array>): HTMLElement =>
      button({ label, title, kind: 'quiet', press: () => this.save(label.toLowerCase(), content) });
    const { picture } = options;
    this.place = h('div', { class: options.scrolls ? 'exhibit-place scrolls' : 'exhibit-place' }, picture.element);
    this.savers = h(
      'div',
      { class: 'savers' },
      this.tableButton,
      saver('PNG', l10n.t('Save the picture as PNG'), () => picture.png()),
      saver('SVG', l10n.t('Save the picture as SVG'), async () => encode(picture.svg())),
      saver('CSV', l10n.t('Save the numbers as CSV'), async () => {
        const { head, rows } = await options.numbers();
        return encode(toCsv(head, rows));
      }),
    );
    this.read('');
    this.element = h(
      'section',
      { class: 'exhibit', 'aria-label': options.title },
      h(
        'div',
        { class: 'toolbar' },
        h('h3', {}, options.title),
        ...(options.controls ?? []),
        h('span', { class: 'spacer' }),
        this.savers,
      ),
      this.place,
      this.readout,
      this.message,
      this.tablePlace,
    );
  }

  /** What the cursor reads. */
  read(words: string): void {
    const resting = words === '';
    setText(this.readout, resting ? (this.options.hint ?? '') : words);
    this.readout.classList.toggle('hint', resting);
  }

  /** The picture is there, and is what was asked for. */
  ready(): void {
    setAttribute(this.element, 'aria-busy', 'false');
    setHidden(this.message, true);
    this.hideContent(false);
    if (this.tableOpen) void this.fillTable();
  }

  /** Something was asked for. What is shown meanwhile stays. */
  wait(): void {
    setAttribute(this.element, 'aria-busy', 'true');
  }

  /** There is nothing to show, and this is why. */
  say(words: string): void {
    this.replace(h('p', { class: 'empty' }, words));
  }

  /** It could not be had, or was given up. */
  fail(error: unknown, again: () => void): void {
    this.replace(
      h('p', { class: 'empty', role: isCancelled(error) ? 'status' : 'alert' }, failureWords(error)),
      button({ label: l10n.t('Try Again'), press: again }),
    );
  }

  private replace(...content: HTMLElement[]): void {
    setAttribute(this.element, 'aria-busy', 'false');
    this.message.replaceChildren(...content);
    setHidden(this.message, false);
    this.hideContent(true);
    this.read('');
  }

  /** Without a picture there is nothing to save either. */
  private hideContent(hidden: boolean): void {
    for (const part of [this.place, this.savers, this.tablePlace]) setHidden(part, hidden);
  }

  private save(ending: string, content: () => Promise<Uint8Array>): void {
    const { context, options } = this;
    const { inspection } = context.session;
    const name = [context.state.name, options.name, inspection?.step].filter((part) => part !== undefined).join('-');
    const work = async (): Promise<void> => context.host.save(`${name}.${ending}`, await content());
    work().catch(context.fail);
  }

  private setTableOpen(open: boolean): void {
    this.tableOpen = open;
    setAttribute(this.tableButton, 'aria-pressed', String(open));
    if (open) void this.fillTable();
    else this.tablePlace.replaceChildren();
  }

  private async fillTable(): Promise<void> {
    const { formats, fail } = this.context;
    try {
      const { head, rows } = await this.options.numbers();
      const whole = rows.length <= most.rows && head.length <= most.columns;
      const caption = whole
        ? this.options.title
        : l10n.t(
            '{0}: the beginning. The CSV file holds all {1} rows.',
            this.options.title,
            formats.integer(rows.length),
          );
      const cell = (value: string | number): string => (typeof value === 'number' ? formats.short(value) : value);
      const shown = table({
        caption,
        head: head.slice(0, most.columns),
        rows: rows.slice(0, most.rows).map((row) => row.slice(0, most.columns).map(cell)),
        words: [0],
      });
      if (!this.tableOpen) return;
      this.tablePlace.replaceChildren(...(whole ? [] : [h('p', { class: 'hint' }, caption)]), shown);
    } catch (error) {
      fail(error);
    }
  }
}

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
