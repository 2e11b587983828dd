import * as l10n from '@vscode/l10n';
import type { Inspection, Rollout, RolloutCurve } from '../../engine/contracts/inspection';
import { LineChart, type NamedLine } from '../charts/lineChart';
import { Select, Slider } from '../dom/controls';
import { h, setHidden, setText } from '../dom/element';
import type { Context } from './context';
import { Exhibit, type Numbers } from './exhibit';
import { Question } from './question';
import { visible } from './traces';
import type { View, ViewKind } from './view';

export const rolloutView: ViewKind = {
  name: 'rollout',
  title: () => l10n.t('Rollout'),
  fits: ({ offers }) => offers.includes('rollout'),
  make: (context) => new RolloutView(context),
};

/** The same input read as it is, and with the model's own outputs fed back: how fast its errors add up. */
class RolloutView implements View {
  readonly element: HTMLElement;
  private readonly values: LineChart;
  private readonly valueExhibit: Exhibit;
  private readonly errors: LineChart;
  private readonly errorExhibit: Exhibit;
  private readonly warmUp: Slider;
  private readonly curves: Select<string>;
  private readonly verdict = h('p', { class: 'verdict' });
  private readonly written = h('p', { class: 'written' });
  private readonly question: Question<Rollout>;
  /** Steps that are read first; absent: half of the input. */
  private wanted?: number;
  private curve = '';
  private inspection?: Inspection;
  private shown?: Rollout;

  constructor(private readonly context: Context) {
    const again = (): void => this.inspection && this.show(this.inspection);
    const numbers = (): Numbers => this.numbers();
    this.values = new LineChart({
      label: l10n.t('Truth, teacher forcing and open loop by step. Arrow keys read the values.'),
      height: 200,
      onCursor: (index, words) => {
        this.valueExhibit.read(words);
        this.errors.setCursor(index);
      },
    });
    this.errors = new LineChart({
      label: l10n.t('Error by step. Arrow keys read the values.'),
      height: 160,
      onCursor: (index, words) => {
        this.errorExhibit.read(words);
        this.values.setCursor(index);
      },
    });
    this.curves = new Select<string>(
      [],
      '',
      (curve) => {
        this.curve = curve;
        if (this.shown) this.draw(this.shown);
      },
      l10n.t('Column'),
    );
    this.valueExhibit = new Exhibit(context, {
      title: l10n.t('What the model says'),
      name: 'rollout',
      picture: this.values,
      numbers,
      controls: [this.curves.element],
    });
    this.errorExhibit = new Exhibit(context, {
      title: l10n.t('Error by step'),
      name: 'rollout-error',
      picture: this.errors,
      numbers,
    });
    this.warmUp = new Slider({
      label: l10n.t('Steps read first'),
      value: 1,
      minimum: 1,
      maximum: 1,
      step: 1,
      format: (value) => context.formats.integer(value),
      change: (value) => {
        this.wanted = value;
        again();
      },
    });
    this.warmUp.element.classList.add('wide');
    this.question = new Question<Rollout>(
      () => this.errorExhibit.wait(),
      (rollout) => this.draw(rollout),
      (error) => {
        if (!context.session.recovers(error, this.inspection?.id ?? '')) this.errorExhibit.fail(error, again);
      },
    );
    this.element = h(
      'div',
      { class: 'view' },
      h('div', { class: 'toolbar' }, this.warmUp.element),
      this.verdict,
      this.written,
      this.valueExhibit.element,
      this.errorExhibit.element,
    );
  }

  show(inspection: Inspection): void {
    this.inspection = inspection;
    const steps = (inspection.sides.target ?? inspection.sides.source ?? []).length;
    // A decoder reads its start symbol anyhow.
    const least = inspection.sides.target ? 0 : 1;
    const most = Math.max(steps - 1, least);
    const warmUp = Math.min(
      Math.max(this.wanted ?? (inspection.sides.target ? 0 : Math.floor(steps / 2)), least),
      most,
    );
    this.warmUp.set(warmUp, least, most);
    this.question.ask(() => this.context.host.rollout(inspection.id, warmUp));
  }

  private draw(rollout: Rollout): void {
    this.shown = rollout;
    const curve = rollout.curves.find(({ name }) => name === this.curve) ?? rollout.curves[0];
    if (!curve || rollout.labels.length === 0) {
      this.errorExhibit.say(l10n.t('The input is too short: nothing is left after the steps that are read first.'));
      setHidden(this.valueExhibit.element, true);
      return;
    }
    this.curve = curve.name;
    this.curves.offer(
      rollout.curves.map(({ name }) => ({ value: name, label: name })),
      curve.name,
    );
    setHidden(this.curves.element, rollout.curves.length < 2);
    const { formats } = this.context;
    const isValue = curve.unit === 'value';
    const steps = rollout.labels.map((_, i) => i);
    const common = {
      stops: steps,
      visible: { min: 0, max: steps.length },
      xName: (step: number) => visible(rollout.labels[step] ?? ''),
      write: (value: number) => formats.short(value, 3),
    };
    setHidden(this.valueExhibit.element, !isValue);
    if (isValue) {
      this.values.show({
        ...common,
        lines: [
          ...(curve.truth ? [line(l10n.t('Truth'), steps, curve.truth, 'text')] : []),
          line(l10n.t('Teacher forcing'), steps, curve.forced, 'blue'),
          line(l10n.t('Open loop'), steps, curve.open, 'orange'),
        ],
        describe: (step) => this.describe(rollout, step, curve.forced, curve.open, curve.truth),
      });
      this.valueExhibit.ready();
    }
    this.errors.show({
      ...common,
      lines: [
        line(l10n.t('Teacher forcing'), steps, curve.forcedError, 'blue'),
        line(l10n.t('Open loop'), steps, curve.openError, 'orange'),
      ],
      describe: (step) => this.describe(rollout, step, curve.forcedError, curve.openError),
    });
    this.errorExhibit.ready();
    setText(this.verdict, this.verdictWords(curve));
    setText(
      this.written,
      rollout.written ? l10n.t('It wrote: {0}', rollout.written.map((token) => token || visible(token)).join('')) : '',
    );
    setHidden(this.written, !rollout.written);
  }

  private verdictWords(curve: RolloutCurve): string {
    const { formats } = this.context;
    const [forced, open] = [mean(curve.forcedError), mean(curve.openError)];
    return curve.unit === 'nats'
      ? l10n.t(
          'Mean loss: {0} nats when it reads the truth, {1} when it reads itself.',
          formats.short(forced),
          formats.short(open),
        )
      : l10n.t(
          'Mean error: {0} when it reads the truth, {1} when it reads itself.',
          formats.short(forced),
          formats.short(open),
        );
  }

  private describe(
    rollout: Rollout,
    step: number,
    forced: readonly number[],
    open: readonly number[],
    truth?: readonly number[],
  ): string {
    const { formats } = this.context;
    const words = l10n.t(
      '{0}: teacher forcing {1}, open loop {2}',
      visible(rollout.labels[step]),
      formats.short(forced[step]),
      formats.short(open[step]),
    );
    return truth ? l10n.t('{0}, truth {1}', words, formats.short(truth[step])) : words;
  }

  private numbers(): Numbers {
    const { shown } = this;
    const curve = shown?.curves.find(({ name }) => name === this.curve);
    if (!shown || !curve) return { head: [], rows: [] };
    const of = (values: readonly number[] | undefined, step: number): number => values?.[step] ?? Number.NaN;
    return {
      head: [
        l10n.t('Step'),
        l10n.t('Truth'),
        l10n.t('Teacher forcing'),
        l10n.t('Open loop'),
        l10n.t('Error, teacher forcing'),
        l10n.t('Error, open loop'),
      ],
      rows: shown.labels.map((label, step) => [
        visible(label),
        of(curve.truth, step),
        of(curve.forced, step),
        of(curve.open, step),
        of(curve.forcedError, step),
        of(curve.openError, step),
      ]),
    };
  }
}

function line(name: string, x: readonly number[], y: readonly number[], color: 'text' | 'blue' | 'orange'): NamedLine {
  const dash = { text: [], blue: [], orange: [6, 3] }[color];
  return { key: name, name, x, y, color, width: color === 'text' ? 1.2 : 1.8, dash };
}

function mean(values: readonly number[]): number {
  const finite = values.filter((value) => Number.isFinite(value));
  return finite.reduce((sum, value) => sum + value, 0) / finite.length;
}
