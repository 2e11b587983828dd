import * as l10n from '@vscode/l10n';
import type { Computing } from '../../engine/contracts/events';
import type { RunStatus, RunView } from '../../engine/contracts/view';
import { recent } from '../curves/curve';
import { button, ProgressBar, setEnabled } from '../dom/controls';
import { h, replaceChildren, setAttribute, setHidden, setText } from '../dom/element';
import { icon, type IconName } from '../dom/icons';
import { isFiniteNumber } from '../format/formats';
import { modelWords, statusWord } from '../format/words';
import type { Context } from './context';
import { waitingWords } from './jobControls';
import { hasWeights, predictsTokens, isLive } from './view';

const statusIcons: Readonly<Record<RunStatus, IconName>> = {
  starting: 'waiting',
  running: 'running',
  finished: 'check',
  stopped: 'pause',
  imported: 'import',
  interrupted: 'pause',
  failed: 'error',
};

/** Name, status, progress and the numbers that are looked at most, with what can be done about the run. */
export class Header {
  readonly element: HTMLElement;
  private readonly status = h('span', { class: 'status' });
  private readonly name = h('h1', {});
  private readonly about = h('span', {});
  private readonly bar = new ProgressBar(l10n.t('Progress of the training'));
  private readonly facts = new Map<string, HTMLElement>();
  private readonly factList = h('dl', { class: 'facts' });
  private readonly stop: HTMLButtonElement;
  private readonly resume: HTMLButtonElement;
  private readonly evaluate: HTMLButtonElement;
  private readonly exportWeights: HTMLButtonElement;
  private shownStatus?: RunStatus;
  private view?: RunView;
  /** A wish that the run has not followed yet. */
  private asked?: 'stop' | 'resume';

  constructor(
    private readonly context: Context,
    evaluate: () => void,
  ) {
    const { host, fail } = context;
    this.stop = button({ label: l10n.t('Stop'), icon: 'stop', press: () => this.ask('stop', () => host.stop()) });
    this.resume = button({
      label: l10n.t('Resume'),
      icon: 'play',
      kind: 'primary',
      press: () => this.ask('resume', () => host.resume()),
    });
    context.jobs.listen(() => this.view && this.showButtons(this.view));
    this.evaluate = button({ label: l10n.t('Evaluate'), icon: 'measure', press: evaluate });
    this.exportWeights = button({
      label: l10n.t('Export'),
      icon: 'export',
      press: () => void host.exportWeights().catch(fail),
    });
    const file = h(
      'button',
      {
        type: 'button',
        class: 'link',
        title: l10n.t('Open the experiment file'),
        on: { click: () => void host.openExperiment().catch(fail) },
      },
      icon('file'),
      h('span', {}, context.experimentFile),
    );
    this.element = h(
      'header',
      { class: 'header' },
      h(
        'div',
        { class: 'header-top' },
        h(
          'div',
          { class: 'header-row' },
          h('div', { class: 'header-title' }, this.name, this.status),
          h('div', { class: 'actions' }, this.stop, this.resume, this.evaluate, this.exportWeights),
        ),
        this.bar.element,
      ),
      h('div', { class: 'header-about' }, file, this.about),
      this.factList,
    );
  }

  render(view: RunView): void {
    this.view = view;
    if (view.status !== this.shownStatus) this.showStatus(view.status);
    setText(this.name, view.name);
    setText(this.about, this.describe(view));
    this.bar.set(this.progress(view));
    this.showButtons(view);
    this.showFacts(view);
  }

  private showStatus(status: RunStatus): void {
    this.shownStatus = status;
    this.asked = undefined;
    replaceChildren(this.status, icon(statusIcons[status]), h('span', {}, statusWord(status)));
    setAttribute(this.status, 'data-status', status);
    setAttribute(this.element, 'data-status', status);
  }

  private progress(view: RunView): number | undefined {
    if (view.status === 'finished') return 1;
    if (view.totalSteps > 0 && view.step > 0) return view.step / view.totalSteps;
    return view.status === 'starting' ? undefined : 0;
  }

  private showButtons(view: RunView): void {
    const live = isLive(view);
    setHidden(this.stop, !live);
    setHidden(this.resume, live || !view.resumable);
    setEnabled(this.stop, this.asked !== 'stop', l10n.t('The run saves a checkpoint and then stops.'));
    setEnabled(this.resume, this.asked !== 'resume', l10n.t('The run is being started.'));
    const ready = hasWeights(view);
    const busy = this.context.jobs.running !== undefined;
    setEnabled(this.evaluate, ready && !busy, waitingWords(ready));
    setEnabled(this.exportWeights, ready, waitingWords(ready));
  }

  private ask(wish: 'stop' | 'resume', call: () => Promise<void>): void {
    this.asked = wish;
    setEnabled(wish === 'stop' ? this.stop : this.resume, false);
    call().catch((error: unknown) => {
      this.asked = undefined;
      setEnabled(wish === 'stop' ? this.stop : this.resume, true);
      this.context.fail(error);
    });
  }

  private describe(view: RunView): string {
    const { formats } = this.context;
    const words: string[] = [];
    if (view.experiment) words.push(modelWords(view.experiment));
    if (view.start) {
      words.push(l10n.t('{0} weights', formats.integer(view.start.parameters)));
      words.push(l10n.t('{0} MiB', formats.number(view.start.memory / 2 ** 20, 3)));
    }
    if (view.computing) words.push(...computingWords(view.computing));
    if (view.resumable && view.checkpointStep !== undefined) {
      words.push(l10n.t('resumes at step {0}', formats.integer(view.checkpointStep)));
    }
    if (view.status === 'finished' && view.step < view.totalSteps) {
      words.push(l10n.t('ended early: the validation loss got no better'));
    }
    return words.join(' \u00b7 ');
  }

  private showFacts(view: RunView): void {
    const { formats } = this.context;
    const total = view.totalSteps > 0 ? formats.integer(view.totalSteps) : undefined;
    const step = formats.integer(view.step);
    this.fact('step', l10n.t('Step'), total ? l10n.t('{0} of {1}', step, total) : step);
    this.fact('epoch', l10n.t('Epoch'), formats.hundredths(view.epoch));
    this.fact('elapsed', l10n.t('Elapsed'), formats.duration(view.elapsed));
    const remaining = isLive(view) && isFiniteNumber(view.remaining) ? formats.duration(view.remaining) : undefined;
    this.fact('left', l10n.t('Time left'), remaining);
    const speed = recent(view.curve.tokensPerSecond);
    this.fact('speed', l10n.t('Speed'), speed === undefined ? undefined : this.speedWords(view, speed));
    this.fact('loss', l10n.t('Training loss'), view.last && formats.number(view.last.loss));
    this.fact('best', l10n.t('Best validation'), view.best && formats.number(view.best.loss));
  }

  private speedWords(view: RunView, speed: number): string {
    const number = this.context.formats.compact(speed);
    return predictsTokens(view) ? l10n.t('{0} tokens/s', number) : l10n.t('{0} windows/s', number);
  }

  /** A number under its name; without one the place is not shown. */
  private fact(key: string, label: string, value: string | undefined): void {
    let place = this.facts.get(key);
    if (!place) {
      place = h('div', { class: 'fact' }, h('dt', {}, label), h('dd', {}));
      this.facts.set(key, place);
      this.factList.append(place);
    }
    setHidden(place, value === undefined);
    if (value !== undefined) setText(place.lastElementChild!, value);
  }
}

/** `native kernels, OpenBLAS 0.3.21 (Zen)`, `2 threads`. */
function computingWords({ backend, library, threads }: Computing): string[] {
  const kernels = library === undefined ? l10n.t('{0} kernels', backend) : l10n.t('{0} kernels, {1}', backend, library);
  if (threads === undefined) return [kernels];
  return [kernels, threads === 1 ? l10n.t('1 thread') : l10n.t('{0} threads', threads)];
}
