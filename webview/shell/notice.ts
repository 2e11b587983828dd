import * as l10n from '@vscode/l10n';
import type { ProblemValue } from '../../engine/contracts/problem';
import { button } from '../dom/controls';
import { h } from '../dom/element';
import { icon } from '../dom/icons';
import { failureWords, isCancelled, placeWords } from '../format/words';

/** What went wrong, in a box of its own. */
export function notice(kind: 'error' | 'warning', text: string, problem?: ProblemValue): HTMLElement {
  const place = placeWords(problem?.where);
  return h(
    'div',
    { class: `notice ${kind}` },
    icon(kind),
    h(
      'div',
      { class: 'notice-text' },
      h('span', { class: 'visually-hidden' }, kind === 'error' ? l10n.t('Error:') : l10n.t('Warning:'), ' '),
      h('span', {}, text),
      place !== '' && h('span', { class: 'notice-place' }, place),
    ),
  );
}

/** Calls that a person started and that failed, said in sight wherever he has scrolled to. */
export class FailedCalls {
  readonly element = h('div', { class: 'notice-list failed-calls', role: 'alert' });

  /** Shows why a call failed, until it is dismissed or another fails. Whoever cancelled knows it. */
  fail(error: unknown): void {
    if (isCancelled(error)) return;
    const box = notice('error', failureWords(error));
    box.append(
      button({
        label: l10n.t('Dismiss'),
        icon: 'cross',
        kind: 'quiet',
        compact: true,
        press: () => box.remove(),
      }),
    );
    this.element.replaceChildren(box);
  }
}
