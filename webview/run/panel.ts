import * as l10n from '@vscode/l10n';
import type { TaskConfig } from '../../engine/contracts/experiment';
import type { RunView } from '../../engine/contracts/view';
import type { PanelAction } from '../../engine/protocol/panel';
import { h, setAttribute } from '../dom/element';
import type { Section } from '../dom/section';
import { statusWord } from '../format/words';
import { AnswerSection, translationWords, writingWords } from './answerSection';
import type { Context } from './context';
import { CurvesSection } from './curvesSection';
import { EvaluationSection } from './evaluationSection';
import { ExperimentSection } from './experimentSection';
import { ForecastSection } from './forecastSection';
import { GenerateSection } from './generateSection';
import { Header } from './header';
import type { Notices } from './notices';
import { ReadSection } from './readSection';
import { SampleSection } from './sampleSection';
import { ValidationsSection } from './validationsSection';

interface Part {
  render(view: RunView): void;
}

/** Writing on from a prompt or beyond the end of a table, or answering a source. */
interface Use extends Part {
  readonly section: Section;
  /** Unfolds it and puts the cursor where it starts. */
  focus(): void;
}

const uses: Readonly<Record<TaskConfig['kind'], (context: Context) => Use>> = {
  'language-model': (context) => new GenerateSection(context).form,
  forecasting: (context) => new ForecastSection(context),
  translation: (context) => new AnswerSection(context, translationWords()).form,
  tagging: (context) => new ReadSection(context).form,
  cloze: (context) => new ReadSection(context).form,
  'data-to-text': (context) => new AnswerSection(context, writingWords()).form,
};

/** The whole panel: it is made once and then told each new view. */
export class Panel {
  readonly element: HTMLElement;
  private readonly parts: Part[];
  private readonly useHere = h('div', {});
  private readonly evaluation: EvaluationSection;
  private use?: Use;
  private last?: RunView;

  constructor(
    private readonly context: Context,
    notices: Notices,
  ) {
    this.evaluation = new EvaluationSection(context);
    const { evaluation } = this;
    const header = new Header(context, () => void evaluation.evaluate());
    const curves = new CurvesSection(context);
    const validations = new ValidationsSection(context);
    const sample = new SampleSection(context);
    const experiment = new ExperimentSection(context);
    this.parts = [header, notices, curves, validations, sample, evaluation, experiment];
    const side = h(
      'div',
      { class: 'column' },
      sample.section.element,
      validations.section.element,
      this.useHere,
      experiment.section.element,
    );
    this.element = h(
      'main',
      { class: 'panel' },
      header.element,
      notices.element,
      h(
        'div',
        { class: 'columns' },
        h('div', { class: 'column' }, curves.section.element, evaluation.section.element),
        side,
      ),
      context.announcer.element,
    );
  }

  render(view: RunView): void {
    if (!this.use && view.experiment) this.addUse(view);
    this.announce(view);
    this.last = view;
    setAttribute(this.element, 'data-status', view.status);
    for (const part of this.parts) part.render(view);
  }

  perform(action: PanelAction): void {
    if (action === 'evaluate') void this.evaluation.evaluate();
    else this.use?.focus();
  }

  /** What a trained model is used for depends on its task, which is known once the run has started. */
  private addUse(view: RunView): void {
    this.use = uses[view.experiment!.task.kind](this.context);
    this.useHere.append(this.use.section.element);
    this.parts.push(this.use);
  }

  /** Status and validations are worth an announcement; single steps are not. */
  private announce(view: RunView): void {
    const { last } = this;
    if (!last) return;
    const { announcer, formats } = this.context;
    if (view.status !== last.status) {
      announcer.say(l10n.t('{0}: {1}', view.name, statusWord(view.status)));
      return;
    }
    const validation = view.validations.at(-1);
    if (!validation || validation.step === last.validations.at(-1)?.step) return;
    const loss = formats.number(validation.loss);
    const step = formats.integer(validation.step);
    announcer.say(
      validation.best
        ? l10n.t('Validation at step {0}: loss {1}, the best so far.', step, loss)
        : l10n.t('Validation at step {0}: loss {1}.', step, loss),
    );
  }
}
