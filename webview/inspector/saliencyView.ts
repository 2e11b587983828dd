import * as l10n from '@vscode/l10n';
import type { Inspection, Saliency, SaliencyRequest, Side } from '../../engine/contracts/inspection';
import { scaleFor } from '../charts/colormap';
import { rangeOf } from '../charts/grid';
import { LineChart } from '../charts/lineChart';
import { TokenText } from '../charts/tokenText';
import { segmented, Slider } from '../dom/controls';
import { h, setHidden, setText } from '../dom/element';
import type { Context } from './context';
import { Exhibit, type Numbers } from './exhibit';
import { Question } from './question';
import { stepNames, visible, withHidden } from './traces';
import type { View, ViewKind } from './view';

export const saliencyView: ViewKind = {
  name: 'saliency',
  title: () => l10n.t('Saliency'),
  fits: ({ offers }) => offers.includes('saliency'),
  make: (context) => new SaliencyView(context),
};

/** How much each step of the input spoke for what the model said at one step. */
class SaliencyView implements View {
  readonly element: HTMLElement;
  private readonly text: TokenText;
  private readonly textExhibit: Exhibit;
  private readonly chart: LineChart;
  private readonly chartExhibit: Exhibit;
  private readonly step: Slider;
  private readonly verdict = h('p', { class: 'verdict' });
  private readonly question: Question<Saliency>;
  private method: SaliencyRequest['method'] = 'integrated-gradients';
  /** Step whose output is explained; absent: the last. */
  private wanted?: number;
  private inspection?: Inspection;
  private shown?: Saliency;

  constructor(private readonly context: Context) {
    const numbers = (): Numbers => this.numbers();
    const again = (): void => this.inspection && this.show(this.inspection);
    this.text = new TokenText({
      label: l10n.t('The input, each token coloured by its saliency. Arrow keys read the values.'),
      onCursor: (index, words) => {
        this.textExhibit.read(words);
        this.chart.setCursor(index);
      },
    });
    this.chart = new LineChart({
      label: l10n.t('Saliency by step. Arrow keys read the values.'),
      height: 150,
      onCursor: (index, words) => {
        this.chartExhibit.read(words);
        this.text.setCursor(index);
      },
    });
    this.textExhibit = new Exhibit(context, {
      title: l10n.t('Tokens coloured by saliency'),
      name: 'saliency-text',
      picture: this.text,
      numbers,
    });
    this.chartExhibit = new Exhibit(context, {
      title: l10n.t('Saliency by step'),
      name: 'saliency',
      picture: this.chart,
      numbers,
    });
    this.step = new Slider({
      label: l10n.t('Explained step'),
      value: 0,
      minimum: 0,
      maximum: 0,
      step: 1,
      format: (value) => this.stepWords(value),
      change: (value) => {
        this.wanted = value;
        again();
      },
    });
    this.step.element.classList.add('wide');
    const methods = [
      { value: 'integrated-gradients', label: l10n.t('Integrated gradients') },
      { value: 'gradient-times-input', label: l10n.t('Gradient times input') },
    ] as const;
    this.question = new Question<Saliency>(
      () => this.chartExhibit.wait(),
      (saliency) => this.draw(saliency),
      (error) => {
        if (!context.session.recovers(error, this.inspection?.id ?? '')) this.chartExhibit.fail(error, again);
      },
    );
    this.element = h(
      'div',
      { class: 'view' },
      h(
        'div',
        { class: 'toolbar' },
        segmented<SaliencyRequest['method']>(l10n.t('Method'), methods, this.method, (method) => {
          this.method = method;
          again();
        }),
        this.step.element,
      ),
      this.verdict,
      this.textExhibit.element,
      this.chartExhibit.element,
    );
  }

  show(inspection: Inspection): void {
    this.inspection = inspection;
    const last = Math.max((inspection.sides[writing(inspection)]?.length ?? 1) - 1, 0);
    const step = Math.min(this.wanted ?? last, last);
    this.step.set(step, 0, last);
    this.question.ask(() => this.context.host.saliency(inspection.id, { method: this.method, step }));
  }

  private stepWords(step: number): string {
    const { inspection } = this;
    if (!inspection) return '';
    return `${this.context.formats.integer(step)} ${stepNames(inspection, { side: writing(inspection) })(step)}`;
  }

  private draw(saliency: Saliency): void {
    const { inspection } = this;
    if (!inspection) return;
    this.shown = saliency;
    const { formats, state } = this.context;
    const { scores } = saliency;
    const write = (value: number): string => formats.short(value, 3);
    const sum = scores.reduce((total, score) => total + score, 0);
    setText(
      this.verdict,
      l10n.t(
        'For {0} at step {1}: {2}, and {3} with an empty input. The steps add up to {4}.',
        visible(saliency.name),
        formats.integer(saliency.step),
        formats.number(saliency.value),
        formats.number(saliency.baseline),
        formats.number(sum),
      ),
    );
    const isText = state.reads === 'text';
    setHidden(this.textExhibit.element, !isText);
    const describe = (step: number): string => this.describe(inspection, saliency, step);
    if (isText) {
      this.text.show({
        tokens: inspection.sides.source ?? [],
        values: scores,
        outlined: inspection.hidden,
        scale: scaleFor(rangeOf(scores), 'diverging'),
        title: l10n.t('Blue speaks against, red for it'),
        write,
        describe,
      });
      this.textExhibit.ready();
    }
    const steps = Array.from(scores, (_, i) => i);
    const name = stepNames(inspection, { side: 'source' });
    this.chart.show({
      lines: [{ key: 'scores', name: l10n.t('Saliency'), x: steps, y: [...scores], color: 'blue', width: 1.5 }],
      stops: steps,
      visible: { min: 0, max: steps.length },
      xName: name,
      write,
      describe,
      levels: [{ y: 0, words: '' }],
    });
    this.chartExhibit.ready();
  }

  private describe(inspection: Inspection, { scores }: Saliency, step: number): string {
    const { formats } = this.context;
    const name = stepNames(inspection, { side: 'source' })(step);
    const words = l10n.t('Step {0} {1}: {2}', formats.integer(step), name, formats.number(scores[step]));
    return withHidden(inspection, step, words);
  }

  private numbers(): Numbers {
    const { inspection, shown } = this;
    if (!inspection || !shown) return { head: [], rows: [] };
    const names = inspection.sides.source ?? [];
    return {
      head: [l10n.t('Step'), l10n.t('Token'), l10n.t('Saliency')],
      rows: Array.from(shown.scores, (score, step) => [String(step), visible(names[step] ?? ''), score]),
    };
  }
}

/** The side whose outputs are explained. */
const writing = ({ sides }: Inspection): Side => (sides.target ? 'target' : 'source');
