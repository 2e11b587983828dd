import * as l10n from '@vscode/l10n';
import type { PartName } from '../../engine/contracts/data';
import type { Evaluation } from '../../engine/contracts/events';
import type { RunView } from '../../engine/contracts/view';
import { field, Select } from '../dom/controls';
import { h, replaceChildren, setHidden, setText } from '../dom/element';
import { Section } from '../dom/section';
import { partWord } from '../format/words';
import type { Context } from './context';
import { ForecastScores } from './forecastScores';
import { JobControls } from './jobControls';
import { pairScores } from './pairScores';
import { wrongTags, worstGaps } from './tokenTexts';
import { scoreTable, verdict } from './scores';
import { hasWeights } from './view';
import { worstStretches } from './worstStretches';

/** How good the model is on a part of the data, beside baselines, and where it fails. */
export class EvaluationSection {
  readonly section: Section;
  private readonly controls: JobControls;
  private readonly invitation = h('p', { class: 'empty' });
  private readonly stale = h(
    'p',
    { class: 'hint' },
    l10n.t('The model has become better since this evaluation. Evaluate again to see by how much.'),
  );
  private readonly heading = h('h3', {});
  private readonly verdict = h('p', { class: 'verdict' });
  private readonly scores = h('div', {});
  private readonly note = h('p', { class: 'hint' }, l10n.t('Percentages: the model against that baseline.'));
  private readonly details = h('div', {});
  private readonly result: HTMLElement;
  private readonly forecastScores: ForecastScores;
  private view?: RunView;
  private shown?: Evaluation;

  constructor(private readonly context: Context) {
    const { settings } = context;
    const parts = (['test', 'validation', 'train'] as const).map((value) => ({ value, label: partWord(value) }));
    const part = new Select<PartName>(parts, settings.value.part, (value) => settings.change({ part: value }));
    this.controls = new JobControls(context, {
      kind: 'evaluate',
      label: l10n.t('Evaluate'),
      icon: 'measure',
      progressLabel: l10n.t('Progress of the evaluation'),
      start: () => void this.evaluate(),
    });
    this.forecastScores = new ForecastScores(context);
    this.result = h(
      'div',
      { class: 'result' },
      this.heading,
      this.verdict,
      this.scores,
      this.note,
      this.stale,
      this.details,
    );
    this.section = new Section(
      {
        title: l10n.t('Evaluation'),
        open: settings.isOpen('evaluation', true),
        toggle: (open) => settings.setOpen('evaluation', open),
      },
      h(
        'div',
        { class: 'toolbar' },
        inline(field(l10n.t('On'), part.element)),
        h('span', { class: 'spacer' }),
        this.controls.buttons,
      ),
      this.controls.progress.element,
      this.invitation,
      this.result,
    );
  }

  render(view: RunView): void {
    this.view = view;
    this.controls.setReady(hasWeights(view));
    const kept = this.context.settings.value.evaluation;
    setHidden(this.invitation, kept !== undefined);
    setHidden(this.result, kept === undefined);
    if (!kept) {
      setText(this.invitation, invitationWords(view));
      return;
    }
    setHidden(this.stale, kept.step === (view.best?.step ?? 0));
    if (kept.value !== this.shown) this.show(kept.value);
  }

  async evaluate(): Promise<void> {
    const { host, jobs, settings, announcer, fail } = this.context;
    this.section.reveal();
    try {
      const value = await jobs.run('evaluate', () => host.evaluate(settings.value.part));
      if (!value) return;
      settings.change({ evaluation: { step: this.view?.best?.step ?? 0, value } });
      if (this.view) this.render(this.view);
      announcer.say(`${this.heading.textContent}. ${this.verdict.textContent}`);
    } catch (error) {
      fail(error);
    }
  }

  private detailsOf(evaluation: Evaluation): HTMLElement | undefined {
    const { formats } = this.context;
    if (evaluation.kind === 'text') return worstStretches(evaluation, formats);
    if (evaluation.kind === 'pairs') return pairScores(evaluation, formats);
    if (evaluation.kind === 'tags') return wrongTags(evaluation.wrong, formats);
    if (evaluation.kind === 'cloze') return worstGaps(evaluation.worst, formats);
    this.forecastScores.show(evaluation);
    return this.forecastScores.element;
  }

  private show(evaluation: Evaluation): void {
    this.shown = evaluation;
    const { formats } = this.context;
    const count = formats.integer(evaluation.kind === 'pairs' ? evaluation.pairs : evaluation.count);
    const part = partWord(evaluation.part);
    setText(this.heading, countWords[evaluation.kind](part, count));
    setText(this.verdict, verdict(evaluation, formats));
    replaceChildren(this.scores, scoreTable(evaluation, formats));
    replaceChildren(this.details, this.detailsOf(evaluation));
  }
}

/** How much of a part was looked at. */
const countWords: Readonly<Record<Evaluation['kind'], (part: string, count: string) => string>> = {
  text: (part, count) => l10n.t('{0}: {1} tokens', part, count),
  forecast: (part, count) => l10n.t('{0}: {1} windows', part, count),
  pairs: (part, count) => l10n.t('{0}: {1} pairs', part, count),
  tags: (part, count) => l10n.t('{0}: {1} tokens', part, count),
  cloze: (part, count) => l10n.t('{0}: {1} hidden tokens', part, count),
};

function inline(element: HTMLElement): HTMLElement {
  element.classList.add('inline');
  return element;
}

function invitationWords(view: RunView): string {
  if (!hasWeights(view)) return l10n.t('The model can be evaluated once its first checkpoint is saved.');
  return view.status === 'finished'
    ? l10n.t(
        'The training is done. How good is the model on data that it has never seen? Evaluate it on the test part.',
      )
    : l10n.t('Evaluate the best weights so far on data that the model was not trained on.');
}
