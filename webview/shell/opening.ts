import * as l10n from '@vscode/l10n';
import { button } from '../dom/controls';
import { h } from '../dom/element';
import { failureWords } from '../format/words';

/** What every panel's first answer brings. */
export interface Opening {
  readonly translations?: Readonly<Record<string, string>>;
  readonly language: string;
}

/** Asks for the first answer, which brings the translations, so nothing is written before; then shows what is built of it. */
export async function openPage<T extends Opening>(
  ready: () => Promise<T>,
  build: (state: T) => HTMLElement,
  shown: () => void,
): Promise<void> {
  document.body.replaceChildren(h('div', { class: 'progress endless opening' }, h('div', { class: 'progress-fill' })));
  try {
    const state = await ready();
    if (state.translations) l10n.config({ contents: { ...state.translations } });
    document.documentElement.lang = state.language;
    document.body.replaceChildren(build(state));
    shown();
  } catch (error) {
    const press = (): void => void openPage(ready, build, shown);
    const retry = button({ label: l10n.t('Try Again'), kind: 'primary', press });
    document.body.replaceChildren(h('div', { class: 'opening-failed' }, h('p', {}, failureWords(error)), retry));
  }
}
