import * as l10n from '@vscode/l10n';
import type { TextSample } from '../../engine/contracts/events';
import { button } from '../dom/controls';
import { h, setHidden, setText } from '../dom/element';
import { copy } from '../shell/clipboard';
import type { Context } from './context';
import { TextForm, type NumberSetting } from './textForm';

/** Lets a language model write on from a prompt. */
export class GenerateSection {
  readonly form: TextForm;
  private readonly prompt = h('span', { class: 'prompt' });
  private readonly continuation = h('span', {});
  private readonly output: HTMLElement;
  private readonly copyButton: HTMLButtonElement;

  constructor(private readonly context: Context) {
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
    const kept = context.settings.value.generated;
    if (kept) this.showKept(kept);
    this.form = new TextForm(context, {
      kind: 'generate',
      title: l10n.t('Generate'),
      action: l10n.t('Generate'),
      progress: l10n.t('Progress of the text'),
      input: {
        label: l10n.t('Prompt'),
        hint: l10n.t('Ctrl+Enter generates'),
        rows: 3,
        setting: 'prompt',
        mayBeEmpty: true,
      },
      numbers: numbers(),
      tools: [h('span', { class: 'spacer' }), this.copyButton],
      output: this.output,
      sampled: (sample) => (sample.kind === 'text' ? sample.prompt : undefined),
      work: (prompt) => this.generate(prompt),
    });
  }

  private showKept({ prompt, text }: TextSample): void {
    setText(this.prompt, prompt);
    setText(this.continuation, text);
    setHidden(this.output, false);
    setHidden(this.copyButton, false);
  }

  private async generate(prompt: string): Promise<string | undefined> {
    const { host, jobs, settings } = this.context;
    const { temperature, topK, topP, seed, length } = settings.value;
    setText(this.prompt, prompt);
    setText(this.continuation, '');
    setHidden(this.output, false);
    try {
      const options = { temperature, topK, topP, seed, length };
      const answer = await jobs.run(
        'generate',
        () => host.generate(prompt, options),
        (text) => this.append(text),
      );
      if (answer) setText(this.continuation, answer.text);
      return answer && l10n.t('The text is finished.');
    } finally {
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

const numbers = (): readonly NumberSetting[] => [
  {
    key: 'temperature',
    label: l10n.t('Temperature'),
    hint: l10n.t('0 always takes the likeliest token'),
    limits: [0, 5, 0.1],
  },
  {
    key: 'topK',
    label: l10n.t('Top-k'),
    hint: l10n.t('Choose among so many likeliest tokens; 0 is off'),
    limits: [0, 1e6, 1],
  },
  {
    key: 'topP',
    label: l10n.t('Top-p'),
    hint: l10n.t('Choose among the likeliest tokens of this total probability; 1 is off'),
    limits: [0, 1, 0.05],
  },
  {
    key: 'seed',
    label: l10n.t('Seed'),
    hint: l10n.t('The same seed gives the same text'),
    limits: [0, 2 ** 32 - 1, 1],
  },
  { key: 'length', label: l10n.t('Length'), hint: l10n.t('Tokens to write'), limits: [1, 1e5, 1] },
];
