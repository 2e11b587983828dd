import * as l10n from '@vscode/l10n';
import type { Answer } from '../../engine/contracts/events';
import { h, replaceChildren, setHidden } from '../dom/element';
import { table } from '../dom/table';
import type { Context } from './context';
import { TextForm } from './textForm';

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
  readonly form: TextForm;
  private readonly output = h('div', { hidden: true });

  constructor(
    private readonly context: Context,
    words: AnswerWords,
  ) {
    this.form = new TextForm(context, {
      kind: 'answer',
      title: words.action,
      action: words.action,
      progress: words.progress,
      input: { label: words.source, hint: words.hint, rows: 2, setting: 'source', enterStarts: true },
      numbers: [
        {
          key: 'beam',
          label: l10n.t('Beam'),
          hint: l10n.t('Answers that are followed at once; 1 takes the likeliest token'),
          limits: [1, 100, 1],
        },
        {
          key: 'lengthPenalty',
          label: l10n.t('Length penalty'),
          hint: l10n.t('The greater, the longer the answers; 0 is off'),
          limits: [0, 5, 0.1],
        },
        {
          key: 'answers',
          label: l10n.t('Answers'),
          hint: l10n.t('Answers to show, best first'),
          limits: [1, 100, 1],
        },
      ],
      output: this.output,
      sampled: (sample) => (sample.kind === 'pairs' ? sample.pairs[0]?.source : undefined),
      work: (source) => this.answer(source),
    });
  }

  private async answer(source: string): Promise<string | undefined> {
    const { host, jobs, settings } = this.context;
    const { beam, lengthPenalty, answers } = settings.value;
    const search = { beam: Math.max(beam, answers), lengthPenalty, answers };
    const found = await jobs.run('answer', () => host.answer(source, search));
    if (!found) return undefined;
    this.show(found.answers);
    return found.answers[0]?.text ?? l10n.t('There is no answer.');
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
