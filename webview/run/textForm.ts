import * as l10n from '@vscode/l10n';
import type { Sample } from '../../engine/contracts/events';
import type { RunView } from '../../engine/contracts/view';
import { field, numberField } from '../dom/controls';
import { h, type Child } from '../dom/element';
import { Section } from '../dom/section';
import type { Context } from './context';
import { JobControls } from './jobControls';
import type { JobKind } from './jobs';
import type { Settings } from './settings';
import { hasWeights } from './view';

/** A number that belongs to the text, and is remembered. */
export interface NumberSetting {
  readonly key: 'temperature' | 'topK' | 'topP' | 'seed' | 'length' | 'beam' | 'lengthPenalty' | 'answers';
  readonly label: string;
  readonly hint: string;
  /** Least, greatest, step. */
  readonly limits: readonly [number, number, number];
}

export interface TextFormOptions {
  readonly kind: JobKind;
  readonly title: string;
  /** What the button says. */
  readonly action: string;
  readonly progress: string;
  readonly input: {
    readonly label: string;
    readonly hint: string;
    readonly rows: number;
    /** Where it is remembered. */
    readonly setting: 'source' | 'prompt';
    /** Enter alone starts, not Ctrl+Enter; Shift+Enter is a new line then. */
    readonly enterStarts?: boolean;
    readonly mayBeEmpty?: boolean;
  };
  readonly numbers?: readonly NumberSetting[];
  /** Beside the buttons. */
  readonly tools?: readonly Child[];
  readonly output: HTMLElement;
  /** What of a sample stands in the form until somebody types. */
  readonly sampled: (sample: Sample) => string | undefined;
  /** Has the text worked on, and shows the answer. Gives what is said of it, undefined when it was cancelled. */
  readonly work: (text: string) => Promise<string | undefined>;
}

/** A text that a trained model is given, the button that does so, and the place of its answer. */
export class TextForm {
  readonly section: Section;
  private readonly controls: JobControls;
  private readonly input: HTMLTextAreaElement;

  constructor(
    private readonly context: Context,
    private readonly options: TextFormOptions,
  ) {
    const { settings } = context;
    const { kind, title, action, progress, input, numbers = [], tools = [], output } = options;
    this.input = h('textarea', { class: 'input', rows: input.rows, spellcheck: 'false' });
    this.input.value = settings.value[input.setting] ?? '';
    this.input.addEventListener('input', () => settings.change({ [input.setting]: this.input.value }));
    this.input.addEventListener('keydown', (event) => {
      const starts = input.enterStarts ? !event.shiftKey : event.ctrlKey || event.metaKey;
      if (event.key !== 'Enter' || !starts) return;
      event.preventDefault();
      void this.start();
    });
    const start = (): void => void this.start();
    this.controls = new JobControls(context, { kind, label: action, icon: 'send', progressLabel: progress, start });
    this.section = new Section(
      { title, open: settings.isOpen(kind, true), toggle: (open) => settings.setOpen(kind, open) },
      field(input.label, this.input, input.hint),
      numbers.length > 0 && h('div', { class: 'fields' }, ...numbers.map((number) => this.numberField(number))),
      h('div', { class: 'toolbar' }, this.controls.buttons, ...tools),
      this.controls.progress.element,
      output,
    );
  }

  render(view: RunView): void {
    this.controls.setReady(hasWeights(view));
    const { sampled, input } = this.options;
    if (this.input.value !== '' || this.context.settings.value[input.setting] !== undefined) return;
    const sample = view.validations.at(-1)?.sample;
    this.input.value = (sample && sampled(sample)) ?? '';
  }

  focus(): void {
    this.section.reveal();
    this.input.focus();
  }

  private numberField({ key, label, hint, limits: [minimum, maximum, step] }: NumberSetting): HTMLElement {
    const { settings } = this.context;
    return numberField({
      label,
      hint,
      minimum,
      maximum,
      step,
      value: settings.value[key],
      change: (value) => settings.change({ [key]: value } satisfies Partial<Settings>),
    });
  }

  private async start(): Promise<void> {
    const { announcer, fail } = this.context;
    const { input, output, work } = this.options;
    const text = this.input.value;
    if (!this.controls.canStart || (text.trim() === '' && !input.mayBeEmpty)) return;
    output.setAttribute('aria-busy', 'true');
    try {
      announcer.say((await work(text)) ?? l10n.t('Cancelled.'));
    } catch (error) {
      fail(error);
    } finally {
      output.setAttribute('aria-busy', 'false');
    }
  }
}
