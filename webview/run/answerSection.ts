import * as l10n from '@vscode/l10n';
import type { Answer } from '../../engine/contracts/events';
import type { RunView } from '../../engine/contracts/view';
import { field, numberField } from '../dom/controls';
import { h, replaceChildren, setHidden } from '../dom/element';
import { Section } from '../dom/section';
import { table } from '../dom/table';
import type { Context } from './context';
import { JobControls } from './jobControls';
import type { Settings } from './settings';
import { hasWeights } from './view';

type NumberSetting = 'beam' | 'lengthPenalty' | 'answers';

/** What a task calls its answers. */
export interface AnswerWords {
  readonly action: string;
  readonly progress: string;
  readonly source: string;
  readonly hint: string;
}

export const translationWords = (): AnswerWords => ({
  action: l10n.t('Translate'),
  progress: l10n.t('Progress of the translation'),
  source: l10n.t('Source'),
  hint: l10n.t('Enter translates'),
});

export const writingWords = (): AnswerWords => ({
  action: l10n.t('Write'),
  progress: l10n.t('Progress of the writing'),
  source: l10n.t('Numbers'),
  hint: l10n.t('In the order of the columns, or name=number with commas between. Enter writes'),
});

/** Lets a model with a decoder answer a source: its best answers with their scores. */
export class AnswerSection {
  readonly section: Section;
  private readonly controls: JobControls;
  private readonly input = h('textarea', { class: 'input', rows: 2, spellcheck: 'false' });
  private readonly output = h('div', { hidden: true });

  constructor(
    private readonly context: Context,
    words: AnswerWords,
  ) {
    const { settings } = context;
    const { input } = this;
    input.value = settings.value.source ?? '';
    input.addEventListener('input', () => settings.change({ source: input.value }));
    input.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' || event.shiftKey) return;
      event.preventDefault();
      void this.answer();
    });
    this.controls = new JobControls(context, {
      kind: 'answer',
      label: words.action,
      icon: 'send',
      progressLabel: words.progress,
      start: () => void this.answer(),
    });
    this.section = new Section(
      {
        title: words.action,
        open: settings.isOpen('answer', true),
        toggle: (open) => settings.setOpen('answer', open),
      },
      field(words.source, input, words.hint),
      h('div', { class: 'fields' }, ...this.numberFields()),
      h('div', { class: 'toolbar' }, this.controls.buttons),
      this.controls.progress.element,
      this.output,
    );
  }

  render(view: RunView): void {
    this.controls.setReady(hasWeights(view));
    // Until somebody types, the source is one of the run's own samples.
    if (this.input.value !== '' || this.context.settings.value.source !== undefined) return;
    const sample = view.validations.at(-1)?.sample;
    if (sample?.kind === 'pairs') this.input.value = sample.pairs[0]?.source ?? '';
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
      number(
        'beam',
        l10n.t('Beam'),
        l10n.t('Answers that are followed at once; 1 takes the likeliest token'),
        [1, 100, 1],
      ),
      number(
        'lengthPenalty',
        l10n.t('Length penalty'),
        l10n.t('The greater, the longer the answers; 0 is off'),
        [0, 5, 0.1],
      ),
      number('answers', l10n.t('Answers'), l10n.t('Answers to show, best first'), [1, 100, 1]),
    ];
  }

  private async answer(): Promise<void> {
    const { host, jobs, settings, announcer, fail } = this.context;
    const source = this.input.value;
    if (!this.controls.canStart || source.trim() === '') return;
    const { beam, lengthPenalty, answers } = settings.value;
    this.output.setAttribute('aria-busy', 'true');
    try {
      const search = { beam: Math.max(beam, answers), lengthPenalty, answers };
      const found = await jobs.run('answer', () => host.answer(source, search));
      if (found) this.show(found.answers);
      announcer.say(found ? (found.answers[0]?.text ?? l10n.t('There is no answer.')) : l10n.t('Cancelled.'));
    } catch (error) {
      fail(error);
    } finally {
      this.output.setAttribute('aria-busy', 'false');
    }
  }

  private show(answers: readonly Answer[]): void {
    const { formats } = this.context;
    const list = table({
      caption: l10n.t('Answers, best first'),
      head: [l10n.t('Answer'), l10n.t('Probability'), l10n.t('Score')],
      rows: answers.map(({ text, logProbability, score, ended }) => [
        ended ? text : { text, note: l10n.t('cut') },
        formats.percent(Math.exp(logProbability)),
        formats.number(score),
      ]),
      hints: [undefined, l10n.t('Of the whole answer'), l10n.t('Logarithm of the probability over the length penalty')],
      words: [0],
    });
    replaceChildren(this.output, list);
    setHidden(this.output, false);
  }
}
