import * as l10n from '@vscode/l10n';
import type { RunView } from '../../engine/contracts/view';
import { h, replaceChildren } from '../dom/element';
import { problemWords } from '../format/words';
import { FailedCalls, notice } from '../shell/notice';

const shownWarnings = 2;

/** What went wrong, in words: the run's own problem and warnings, and calls that failed. */
export class Notices {
  readonly element = h('div', { class: 'notices' });
  private readonly ofRun = h('div', { class: 'notice-list' });
  private readonly ofCalls = new FailedCalls();
  private shown = '';

  constructor() {
    this.element.append(this.ofCalls.element, this.ofRun);
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
    this.ofCalls.fail(error);
  }
}
