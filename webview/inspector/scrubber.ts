import * as l10n from '@vscode/l10n';
import type { CheckpointInfo } from '../../engine/protocol/inspector';
import { button, Slider } from '../dom/controls';
import { h, setAttribute, setHidden, setText } from '../dom/element';
import { icon } from '../dom/icons';
import type { Context } from './context';

/** Milliseconds between two checkpoints of the film; slower where the engine is. */
const pace = 400;

/**
 * The run's kept checkpoints on a slider; every view follows it. Play goes through them all. It stands where the pass stands that is
 * shown, also when a run that goes on has newer weights by the same name; while a pass is on its way, where that one will be.
 */
export class Scrubber {
  readonly element: HTMLElement;
  private readonly slider: Slider;
  private readonly play: HTMLButtonElement;
  private readonly newer: HTMLButtonElement;
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
      format: (value) => this.words(this.standing(value)),
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
    this.newer = button({
      label: l10n.t('Look at the newer weights'),
      kind: 'quiet',
      press: () => this.look(this.index),
    });
    this.element = h('div', { class: 'scrubber' }, this.play, this.slider.element, this.only, this.newer);
    session.listen(() => this.update());
    this.update();
  }

  private update(): void {
    const { session } = this.context;
    const last = session.checkpoints.length - 1;
    const index = this.index;
    this.slider.set(index, 0, Math.max(last, 0));
    setAttribute(this.element, 'aria-busy', String(session.busy));
    setHidden(this.slider.element, last < 1);
    setHidden(this.play, last < 1);
    setHidden(this.only, last !== 0);
    setText(this.only, last === 0 ? `${l10n.t('Checkpoint')} ${this.words(this.standing(0))}` : '');
    setHidden(this.newer, !this.hasNewer);
  }

  /** Whether the weights of the name that is shown have gone on. */
  private get hasNewer(): boolean {
    const { busy, checkpoints, inspection } = this.context.session;
    const now = checkpoints.find(({ name }) => name === inspection?.checkpoint);
    return !busy && now !== undefined && now.step !== inspection?.step;
  }

  /** Where the slider stands. */
  private get index(): number {
    const { busy, checkpoints, inspection, wanted } = this.context.session;
    const name = busy || !inspection ? wanted.checkpoint : inspection.checkpoint;
    const at = checkpoints.findIndex((each) => each.name === name);
    if (at >= 0) return at;
    // Its weights are kept no more: between those of the steps before and after it.
    const before = checkpoints.findLastIndex(({ step }) => step <= (inspection?.step ?? Infinity));
    return Math.max(before, 0);
  }

  /** The weights at a place of the slider: of the pass, where that is shown. */
  private standing(index: number): CheckpointInfo | undefined {
    const { busy, checkpoints, inspection } = this.context.session;
    const kept = checkpoints[index];
    if (busy || !inspection || index !== this.index || kept?.step === inspection.step) return kept;
    return { name: inspection.step, step: inspection.step };
  }

  private look(index: number): void {
    const { session } = this.context;
    const checkpoint = session.checkpoints[index]?.name;
    if (checkpoint !== undefined) session.look({ checkpoint });
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
