import { h, type Child } from './element';

export interface SectionOptions {
  readonly title: string;
  readonly open: boolean;
  readonly toggle: (open: boolean) => void;
}

/** A titled part of the panel that folds; what is folded is not drawn. */
export class Section {
  readonly element: HTMLDetailsElement;
  readonly body: HTMLElement;
  private readonly note = h('span', { class: 'section-note' });

  constructor(options: SectionOptions, ...children: Child[]) {
    this.body = h('div', { class: 'section-body' }, ...children);
    this.element = h(
      'details',
      { class: 'section', open: options.open },
      h('summary', {}, h('h2', {}, options.title), this.note),
      this.body,
    );
    this.element.addEventListener('toggle', () => options.toggle(this.element.open));
  }

  get open(): boolean {
    return this.element.open;
  }

  /** A few words beside the title that stay visible while the section is folded. */
  setNote(text: string): void {
    if (this.note.textContent !== text) this.note.textContent = text;
  }

  reveal(): void {
    this.element.open = true;
    this.element.scrollIntoView({ block: 'nearest' });
  }
}
