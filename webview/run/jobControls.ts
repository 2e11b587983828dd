import * as l10n from '@vscode/l10n';
import { button, ProgressBar, setEnabled } from '../dom/controls';
import { h, setHidden } from '../dom/element';
import type { IconName } from '../dom/icons';
import type { Context } from './context';
import type { JobKind } from './jobs';

export interface JobControlsOptions {
  readonly kind: JobKind;
  readonly label: string;
  readonly icon: IconName;
  readonly progressLabel: string;
  readonly start: () => void;
}

/** The button that starts a long call, the one that cancels it, and its progress between them. */
export class JobControls {
  readonly buttons: HTMLElement;
  readonly progress: ProgressBar;
  private readonly start: HTMLButtonElement;
  private readonly cancel: HTMLButtonElement;
  private ready = false;

  constructor(
    private readonly context: Context,
    private readonly options: JobControlsOptions,
  ) {
    const { jobs, fail } = context;
    this.start = button({ label: options.label, icon: options.icon, kind: 'primary', press: options.start });
    this.cancel = button({
      label: l10n.t('Cancel'),
      icon: 'stop',
      press: () => void jobs.cancel().catch(fail),
    });
    this.buttons = h('div', { class: 'actions' }, this.start, this.cancel);
    this.progress = new ProgressBar(options.progressLabel);
    jobs.listen(() => this.update());
    this.update();
  }

  /** Whether there are weights to work with. */
  setReady(ready: boolean): void {
    this.ready = ready;
    this.update();
  }

  /** Whether the call may start now. */
  get canStart(): boolean {
    return this.ready && this.context.jobs.running === undefined;
  }

  private update(): void {
    const { jobs } = this.context;
    const mine = jobs.running === this.options.kind;
    setHidden(this.start, mine);
    setHidden(this.cancel, !mine);
    setHidden(this.progress.element, !mine);
    if (mine) this.progress.set(jobs.progress);
    this.cancel.disabled = jobs.canceling;
    setEnabled(this.start, this.canStart, waitingWords(this.ready));
  }
}

/** Why a button that needs weights cannot be pressed now. */
export function waitingWords(ready: boolean): string {
  return ready
    ? l10n.t('Something else is being worked out. Wait for it, or cancel it.')
    : l10n.t('Comes with the first checkpoint.');
}
