import * as l10n from '@vscode/l10n';
import type { TextSample } from '../../engine/contracts/events';
import type { RunView } from '../../engine/contracts/view';
import { button, field, numberField } from '../dom/controls';
import { h, setHidden, setText } from '../dom/element';
import { Section } from '../dom/section';
import { copy } from '../shell/clipboard';
import type { Context } from './context';
import { JobControls } from './jobControls';
import type { Settings } from './settings';
import { hasWeights } from './view';

type NumberSetting = 'temperature' | 'topK' | 'topP' | 'seed' | 'length';

/** Lets a language model write on from a prompt. */
export class GenerateSection {
  readonly section: Section;
  private readonly controls: JobControls;
  private readonly input = h('textarea', { class: 'input', rows: 3, spellcheck: 'false' });
  private readonly prompt = h('span', { class: 'prompt' });
  private readonly continuation = h('span', {});
  private readonly output: HTMLElement;
  private readonly copyButton: HTMLButtonElement;

  constructor(private readonly context: Context) {
    const { settings } = context;
    const input = this.input;
    input.value = settings.value.prompt ?? '';
    input.addEventListener('input', () => settings.change({ prompt: input.value }));
    input.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      void this.generate();
    });
    this.controls = new JobControls(context, {
      kind: 'generate',
      label: l10n.t('Generate'),
      icon: 'send',
      progressLabel: l10n.t('Progress of the text'),
      start: () => void this.generate(),
    });
    this.output = h(
      'div',
      { class: 'generated', tabindex: 0, role: 'region', 'aria-label': l10n.t('Generated text'), hidden: true },
      this.prompt,
      this.continuation,
    );
    this.copyButton = button({
      label: l10n.t('Copy'),
      icon: 'copy',
      kind: 'quiet',
      press: () => void copy(context, `${this.prompt.textContent}${this.continuation.textContent}`),
    });
    this.copyButton.hidden = true;
    const kept = settings.value.generated;
    if (kept) this.showKept(kept);
    this.section = new Section(
      {
        title: l10n.t('Generate'),
        open: settings.isOpen('generate', true),
        toggle: (open) => settings.setOpen('generate', open),
      },
      field(l10n.t('Prompt'), input, l10n.t('Ctrl+Enter generates')),
      h('div', { class: 'fields' }, ...this.numberFields()),
      h('div', { class: 'toolbar' }, this.controls.buttons, h('span', { class: 'spacer' }), this.copyButton),
      this.controls.progress.element,
      this.output,
    );
  }

  render(view: RunView): void {
    this.controls.setReady(hasWeights(view));
    this.offerPrompt(view);
  }

  /** Until somebody types, the prompt is the one of the run's own samples. */
  private offerPrompt(view: RunView): void {
    if (this.input.value !== '' || this.context.settings.value.prompt !== undefined) return;
    const sample = view.validations.at(-1)?.sample;
    if (sample?.kind === 'text') this.input.value = sample.prompt;
  }

  focus(): void {
    this.section.reveal();
    this.input.focus();
  }

  private numberFields(): HTMLElement[] {
    const number = (
      key: NumberSetting,
      label: string,
      hint: string,
      [minimum, maximum, step]: readonly [number, number, number],
    ): HTMLElement =>
      numberField({
        label,
        hint,
        minimum,
        maximum,
        step,
        value: this.context.settings.value[key],
        change: (value) => this.context.settings.change({ [key]: value } satisfies Partial<Settings>),
      });
    return [
      number('temperature', l10n.t('Temperature'), l10n.t('0 always takes the likeliest token'), [0, 5, 0.1]),
      number('topK', l10n.t('Top-k'), l10n.t('Choose among so many likeliest tokens; 0 is off'), [0, 1e6, 1]),
      number(
        'topP',
        l10n.t('Top-p'),
        l10n.t('Choose among the likeliest tokens of this total probability; 1 is off'),
        [0, 1, 0.05],
      ),
      number('seed', l10n.t('Seed'), l10n.t('The same seed gives the same text'), [0, 2 ** 32 - 1, 1]),
      number('length', l10n.t('Length'), l10n.t('Tokens to write'), [1, 1e5, 1]),
    ];
  }

  private showKept({ prompt, text }: TextSample): void {
    setText(this.prompt, prompt);
    setText(this.continuation, text);
    setHidden(this.output, false);
    setHidden(this.copyButton, false);
  }

  private async generate(): Promise<void> {
    const { host, jobs, settings, announcer, fail } = this.context;
    if (!this.controls.canStart) return;
    const prompt = this.input.value;
    const { temperature, topK, topP, seed, length } = settings.value;
    setText(this.prompt, prompt);
    setText(this.continuation, '');
    setHidden(this.output, false);
    this.output.setAttribute('aria-busy', 'true');
    try {
      const options = { temperature, topK, topP, seed, length };
      const answer = await jobs.run(
        'generate',
        () => host.generate(prompt, options),
        (text) => this.append(text),
      );
      if (answer) setText(this.continuation, answer.text);
      announcer.say(answer ? l10n.t('The text is finished.') : l10n.t('Cancelled.'));
    } catch (error) {
      fail(error);
    } finally {
      this.output.setAttribute('aria-busy', 'false');
      settings.change({ generated: { kind: 'text', prompt, text: this.continuation.textContent } });
      setHidden(this.copyButton, this.continuation.textContent === '');
    }
  }

  /** Follows the text while the reader is at its end. */
  private append(text: string): void {
    const { output } = this;
    const atEnd = output.scrollHeight - output.scrollTop - output.clientHeight < 30;
    this.continuation.append(text);
    if (atEnd) output.scrollTop = output.scrollHeight;
  }
}
