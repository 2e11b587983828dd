import * as l10n from '@vscode/l10n';
import type { PartName } from '../../engine/contracts/data';
import type { InspectionInput } from '../../engine/contracts/inspection';
import { button, field, limitNumber, Select } from '../dom/controls';
import { h, setHidden } from '../dom/element';
import type { Context } from './context';
import { partChoices } from './parts';

type Source = 'part' | 'own';

const longest = 2000;

/** What the network is shown: a stretch of the run's data, or what somebody writes here. */
export class InputBar {
  readonly element: HTMLElement;
  private readonly source: Select<Source>;
  private readonly part: Select<PartName>;
  private readonly from = h('input', { type: 'number', class: 'input', min: 0, step: 1 });
  private readonly length = h('input', { type: 'number', class: 'input', min: 1, max: longest, step: 1 });
  private readonly lengthField = field(l10n.t('Steps'), this.length);
  private readonly text = h('textarea', { class: 'input', rows: 3, spellcheck: 'false' });
  private readonly target = h('input', { type: 'text', class: 'input', spellcheck: 'false' });
  private readonly targetField: HTMLElement;
  private readonly ofPart: HTMLElement;
  private readonly own: HTMLElement;
  private shown = '';

  constructor(private readonly context: Context) {
    const { state } = context;
    const isText = state.reads === 'text';
    this.source = new Select<Source>(
      [
        { value: 'part', label: l10n.t('The data of the run') },
        { value: 'own', label: isText ? l10n.t('A text of your own') : l10n.t('Rows of your own') },
      ],
      'part',
      (source) => this.showFields(source),
    );
    this.part = new Select<PartName>(partChoices(state), state.parts.validation > 0 ? 'validation' : 'train', () =>
      this.look(),
    );
    const page = (way: 1 | -1): void => {
      this.from.valueAsNumber = Math.max(0, this.start() + way * (state.sequences ? 1 : this.count()));
      this.look();
    };
    const pager = (label: string, way: 1 | -1): HTMLElement =>
      button({ label, icon: way < 0 ? 'previous' : 'next', kind: 'quiet', compact: true, press: () => page(way) });
    for (const input of [this.from, this.length]) input.addEventListener('change', () => this.look());
    this.ofPart = h(
      'div',
      { class: 'input-part' },
      field(l10n.t('Part of the data'), this.part.element),
      field(l10n.t('Position'), this.from),
      this.lengthField,
      h('div', { class: 'pagers' }, pager(l10n.t('The steps before'), -1), pager(l10n.t('The steps after'), 1)),
    );
    this.targetField = field(l10n.t('What it shall write (empty: it writes by itself)'), this.target);
    const press = button({ label: l10n.t('Look Inside'), kind: 'primary', press: () => this.look() });
    const submit = (event: KeyboardEvent): void => {
      if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) this.look();
    };
    this.text.addEventListener('keydown', submit);
    this.target.addEventListener('keydown', submit);
    this.own = h(
      'div',
      { class: 'input-own' },
      field(isText ? l10n.t('Text') : l10n.t('Rows, the header line included'), this.text),
      this.targetField,
      h('div', { class: 'actions' }, press),
    );
    this.element = h(
      'div',
      { class: 'input-bar' },
      field(l10n.t('Look at'), this.source.element),
      this.ofPart,
      this.own,
    );
    setHidden(this.lengthField, state.sequences);
    context.session.listen(() => this.update());
    this.show(context.session.wanted.input);
    this.update();
  }

  private update(): void {
    const { session } = this.context;
    setHidden(this.targetField, session.inspection?.sides.target === undefined);
    this.show(session.wanted.input);
  }

  /** What is looked at now, wherever that was chosen. */
  private show(input: InspectionInput): void {
    const key = JSON.stringify(input);
    if (key === this.shown) return;
    this.shown = key;
    const source = input.kind === 'part' ? 'part' : 'own';
    this.source.element.value = source;
    if (input.kind === 'part') {
      this.part.element.value = input.part;
      this.from.value = String(input.from);
      this.length.value = String(input.length);
    } else {
      this.text.value = input.text;
      if (input.kind === 'text') this.target.value = input.target ?? '';
    }
    this.showFields(source);
  }

  private showFields(source: Source): void {
    setHidden(this.ofPart, source !== 'part');
    setHidden(this.own, source !== 'own');
  }

  private look(): void {
    this.context.session.look({ input: this.read() });
  }

  private read(): InspectionInput {
    if (this.source.element.value === 'part') {
      this.from.value = String(this.start());
      this.length.value = String(this.count());
      return { kind: 'part', part: this.part.element.value as PartName, from: this.start(), length: this.count() };
    }
    const text = this.text.value;
    if (this.context.state.reads === 'table') return { kind: 'table', text };
    const target = this.target.value;
    return target === '' || this.targetField.hidden ? { kind: 'text', text } : { kind: 'text', text, target };
  }

  private start(): number {
    const size = this.context.state.parts[this.part.element.value as PartName];
    return limitNumber(this.from.value, 0, { minimum: 0, maximum: Math.max(size - 1, 0), step: 1 });
  }

  private count(): number {
    return limitNumber(this.length.value, 100, { minimum: 1, maximum: longest, step: 1 });
  }
}
