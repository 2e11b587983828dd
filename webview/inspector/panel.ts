import * as l10n from '@vscode/l10n';
import { button, ProgressBar } from '../dom/controls';
import { h, setAttribute, setHidden, setText } from '../dom/element';
import { failureWords } from '../format/words';
import type { FailedCalls } from '../shell/notice';
import type { Context } from './context';
import { InputBar } from './inputBar';
import { Scrubber } from './scrubber';
import { Tabs } from './tabs';
import { views } from './views';

/** The whole inspector: which checkpoint, which input, and the views of what the network did with it. */
export class Panel {
  readonly element: HTMLElement;
  private readonly about = h('span', { class: 'header-about' });
  private readonly bar = new ProgressBar(l10n.t('Progress of the pass'));
  private readonly cancel: HTMLButtonElement;
  private readonly failure = h('div', { class: 'view-failure', role: 'alert' });
  private readonly tabs: Tabs;
  private shown = '';
  private shownFailure: unknown;

  constructor(
    private readonly context: Context,
    failedCalls: FailedCalls,
  ) {
    const { session, host, state } = context;
    this.tabs = new Tabs(context, views);
    this.cancel = button({
      label: l10n.t('Cancel'),
      icon: 'cross',
      kind: 'quiet',
      press: () => void host.cancel().catch(context.fail),
    });
    this.element = h(
      'main',
      { class: 'panel inspector' },
      h(
        'header',
        { class: 'header-top' },
        h(
          'div',
          { class: 'header-row' },
          h('div', { class: 'header-title' }, h('h1', {}, state.name), this.about),
          h('div', { class: 'actions' }, this.cancel),
        ),
        new Scrubber(context).element,
        this.bar.element,
      ),
      new InputBar(context).element,
      this.failure,
      failedCalls.element,
      this.tabs.element,
      context.announcer.element,
    );
    session.listen(() => this.update());
    context.work.listen(() => this.showWork());
    this.showWork();
  }

  progress(fraction: number): void {
    this.bar.set(fraction);
  }

  private update(): void {
    const { session, announcer, formats } = this.context;
    const { inspection, busy, failure } = session;
    setAttribute(this.element, 'data-state', busy ? 'busy' : failure === undefined ? 'ready' : 'failed');
    this.showFailure(failure);
    setHidden(this.tabs.element, !inspection);
    if (!inspection || inspection.id === this.shown) return;
    this.shown = inspection.id;
    const step = l10n.t('step {0}', formats.integer(inspection.step));
    setText(this.about, `${inspection.task} \u00b7 ${inspection.model} \u00b7 ${step}`);
    this.tabs.show(inspection);
    announcer.say(l10n.t('The pass at step {0} is shown.', formats.integer(inspection.step)));
  }

  private showWork(): void {
    const { busy } = this.context.work;
    for (const element of [this.cancel, this.bar.element]) element.classList.toggle('resting', !busy);
    this.bar.set(busy ? undefined : 0);
  }

  /** What cannot be looked at is said where it would have been. */
  private showFailure(failure: unknown): void {
    // An alert that is built again is read out again, and its button loses the focus.
    if (failure === this.shownFailure) return;
    this.shownFailure = failure;
    if (failure === undefined) {
      this.failure.replaceChildren();
      return;
    }
    const again = button({ label: l10n.t('Try Again'), press: () => this.context.session.look() });
    this.failure.replaceChildren(h('p', {}, failureWords(failure)), again);
  }
}
