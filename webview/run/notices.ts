import * as l10n from '@vscode/l10n';
import type { ProblemValue } from '../../engine/contracts/problem';
import type { RunView } from '../../engine/contracts/view';
import { button } from '../dom/controls';
import { h, replaceChildren } from '../dom/element';
import { icon } from '../dom/icons';
import { failureWords, placeWords, problemWords } from '../format/words';

const shownWarnings = 2;

/** What went wrong, in words: the run's own problem and warnings, and calls that failed. */
export class Notices {
  readonly element = h('div', { class: 'notices' });
  private readonly ofRun = h('div', { class: 'notice-list' });
  private readonly ofCalls = h('div', { class: 'notice-list failed-calls', role: 'alert' });
  private shown = '';

  constructor() {
    this.element.append(this.ofCalls, this.ofRun);
  }

  render(view: RunView): void {
    const key = JSON.stringify([view.problem, view.warnings]);
    if (key === this.shown) return;
    this.shown = key;
    const newest = view.warnings.toReversed();
    const rest = newest.slice(shownWarnings);
    replaceChildren(
      this.ofRun,
      view.problem && notice('error', problemWords(view.problem), view.problem),
      ...newest.slice(0, shownWarnings).map((warning) => notice('warning', problemWords(warning), warning)),
      rest.length > 0 &&
        h(
          'details',
          { class: 'more' },
          h('summary', {}, l10n.t('{0} earlier warnings', rest.length)),
          ...rest.map((warning) => notice('warning', problemWords(warning), warning)),
        ),
    );
  }

  /** Shows why a call failed, until it is dismissed or another fails. */
  fail(error: unknown): void {
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
    this.ofCalls.replaceChildren(box);
  }
}

function notice(kind: 'error' | 'warning', text: string, problem?: ProblemValue): HTMLElement {
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
