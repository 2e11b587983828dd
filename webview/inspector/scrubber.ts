import * as l10n from '@vscode/l10n';
import type { CheckpointInfo } from '../../engine/protocol/inspector';
import { button, setEnabled, Slider } from '../dom/controls';
import { h, setHidden } from '../dom/element';
import { icon } from '../dom/icons';
import type { Context } from './context';

/** Milliseconds between two checkpoints of the film; slower where the engine is. */
const pace = 400;

/** The run's kept checkpoints on a slider; every view follows it. Play goes through them all. */
export class Scrubber {
  readonly element: HTMLElement;
  private readonly slider: Slider;
  private readonly play: HTMLButtonElement;
  private readonly only = h('span', {});
  private film?: ReturnType<typeof setTimeout>;

  constructor(private readonly context: Context) {
    const { session } = context;
    this.slider = new Slider({
      label: l10n.t('Checkpoint'),
      value: 0,
      minimum: 0,
      maximum: 0,
      step: 1,
      format: (value) => this.words(session.checkpoints[value]),
      change: (value) => {
        this.stop();
        this.look(value);
      },
    });
    this.slider.element.classList.add('wide');
    this.play = button({
      label: l10n.t('Play through all checkpoints'),
      icon: 'play',
      kind: 'quiet',
      compact: true,
      press: () => (this.film === undefined ? this.start() : this.stop()),
    });
    this.element = h('div', { class: 'scrubber' }, this.play, this.slider.element, this.only);
    session.listen(() => this.update());
    this.update();
  }

  private update(): void {
    const { session } = this.context;
    const last = session.checkpoints.length - 1;
    const at = session.checkpoints.findIndex(({ name }) => name === session.wanted.checkpoint);
    const shown = Math.max(at < 0 ? last : at, 0);
    this.slider.set(shown, 0, Math.max(last, 0));
    setHidden(this.slider.element, last < 1);
    setHidden(this.play, last < 1);
    setHidden(this.only, last >= 1);
    this.only.textContent = last === 0 ? `${l10n.t('Checkpoint')} ${this.words(session.checkpoints[0])}` : '';
    setEnabled(this.play, last >= 1);
  }

  private look(index: number): void {
    const { session } = this.context;
    const checkpoint = session.checkpoints[index]?.name;
    if (checkpoint !== undefined && checkpoint !== session.wanted.checkpoint) session.look({ checkpoint });
  }

  private words(checkpoint: CheckpointInfo | undefined): string {
    if (!checkpoint) return '';
    const { formats } = this.context;
    const step = formats.integer(checkpoint.step);
    const name =
      checkpoint.name === 'best'
        ? l10n.t('step {0}, the best', step)
        : checkpoint.name === 'last'
          ? l10n.t('step {0}, the last', step)
          : l10n.t('step {0}', step);
    return checkpoint.loss === undefined ? name : l10n.t('{0}, loss {1}', name, formats.number(checkpoint.loss));
  }

  private start(): void {
    const { session } = this.context;
    const last = session.checkpoints.length - 1;
    if (this.slider.input.valueAsNumber >= last) this.advance(0);
    else this.advance(this.slider.input.valueAsNumber + 1);
  }

  private advance(index: number): void {
    this.look(index);
    this.showPlaying(true);
    this.film = setTimeout(() => this.next(index), pace);
  }

  /** The next one only when this one has come. */
  private next(index: number): void {
    const { session } = this.context;
    if (session.failure !== undefined || index + 1 >= session.checkpoints.length) this.stop();
    else if (session.busy) this.film = setTimeout(() => this.next(index), pace / 4);
    else this.advance(index + 1);
  }

  private stop(): void {
    clearTimeout(this.film);
    this.film = undefined;
    this.showPlaying(false);
  }

  private showPlaying(playing: boolean): void {
    const label = playing ? l10n.t('Stop playing') : l10n.t('Play through all checkpoints');
    if (this.play.getAttribute('aria-label') === label) return;
    this.play.setAttribute('aria-label', label);
    this.play.title = label;
    this.play.replaceChildren(icon(playing ? 'pause' : 'play'));
  }
}
