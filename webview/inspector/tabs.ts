import * as l10n from '@vscode/l10n';
import type { Inspection } from '../../engine/contracts/inspection';
import { h, setAttribute, setHidden, uniqueId } from '../dom/element';
import type { Context } from './context';
import type { View, ViewKind } from './view';

interface Tab {
  readonly kind: ViewKind;
  readonly button: HTMLButtonElement;
  readonly panel: HTMLElement;
  view?: View;
  /** What it shows. */
  shown?: Inspection;
}

/** The views as tabs (WAI-ARIA: arrow keys walk, the focus chooses). A view is made, and asks the engine, only when it is looked at. */
export class Tabs {
  readonly element: HTMLElement;
  private readonly tabs: readonly Tab[];
  private open?: Tab;
  private inspection?: Inspection;

  constructor(
    private readonly context: Context,
    kinds: readonly ViewKind[],
  ) {
    this.tabs = kinds.map((kind) => this.tab(kind));
    const list = h(
      'div',
      { class: 'tabs', role: 'tablist', 'aria-label': l10n.t('Views') },
      ...this.tabs.map(({ button }) => button),
    );
    list.addEventListener('keydown', (event) => this.key(event));
    this.element = h('div', {}, list, ...this.tabs.map(({ panel }) => panel));
  }

  show(inspection: Inspection): void {
    this.inspection = inspection;
    const fitting = this.tabs.filter(({ kind }) => kind.fits(inspection));
    for (const tab of this.tabs) setHidden(tab.button, !fitting.includes(tab));
    const wanted = fitting.find(({ kind }) => kind.name === this.context.settings.value.view) ?? fitting[0];
    if (wanted) this.activate(wanted);
  }

  private tab(kind: ViewKind): Tab {
    const id = uniqueId('view');
    const button = h(
      'button',
      {
        type: 'button',
        class: 'tab',
        role: 'tab',
        id: `${id}-tab`,
        'aria-controls': id,
        'aria-selected': 'false',
        tabindex: -1,
      },
      kind.title(),
    );
    const panel = h('div', { id, role: 'tabpanel', 'aria-labelledby': `${id}-tab`, hidden: true });
    const tab: Tab = { kind, button, panel };
    button.addEventListener('click', () => this.choose(tab));
    return tab;
  }

  private choose(tab: Tab): void {
    this.context.settings.change({ view: tab.kind.name });
    this.activate(tab);
  }

  private activate(tab: Tab): void {
    this.open = tab;
    for (const each of this.tabs) {
      setAttribute(each.button, 'aria-selected', String(each === tab));
      setAttribute(each.button, 'tabindex', each === tab ? 0 : -1);
      setHidden(each.panel, each !== tab);
    }
    if (!tab.view) {
      tab.view = tab.kind.make(this.context, (name) => {
        const other = this.tabs.find(({ kind }) => kind.name === name);
        if (other) this.choose(other);
        other?.button.focus();
      });
      tab.panel.append(tab.view.element);
    }
    // Coming back, a view that shares its settings with another one draws again.
    if (this.inspection) {
      tab.shown = this.inspection;
      tab.view.show(this.inspection);
    }
  }

  private key(event: KeyboardEvent): void {
    const seen = this.tabs.filter(({ button }) => !button.hidden);
    const now = this.open ? seen.indexOf(this.open) : 0;
    const places: Readonly<Record<string, number>> = {
      ArrowLeft: (now - 1 + seen.length) % seen.length,
      ArrowRight: (now + 1) % seen.length,
      Home: 0,
      End: seen.length - 1,
    };
    const tab = seen[places[event.key]];
    if (!tab) return;
    event.preventDefault();
    this.choose(tab);
    tab.button.focus();
  }
}
