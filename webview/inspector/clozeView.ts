import * as l10n from '@vscode/l10n';
import type { ClozeShares, Inspection } from '../../engine/contracts/inspection';
import { LineChart } from '../charts/lineChart';
import { h, setText } from '../dom/element';
import type { Context } from './context';
import { Exhibit, type Numbers } from './exhibit';
import { Question } from './question';
import { visible } from './traces';
import type { View, ViewKind } from './view';

export const clozeView: ViewKind = {
  name: 'cloze',
  title: () => l10n.t('Cloze'),
  fits: ({ offers }) => offers.includes('cloze'),
  make: (context) => new ClozeView(context),
};

/** What a network that reads from both sides owes to each of them. */
class ClozeView implements View {
  readonly element: HTMLElement;
  private readonly chart: LineChart;
  private readonly exhibit: Exhibit;
  private readonly verdict = h('p', { class: 'verdict' });
  private readonly question: Question<ClozeShares>;
  private inspection?: Inspection;
  private shown?: ClozeShares;

  constructor(private readonly context: Context) {
    const again = (): void => this.inspection && this.show(this.inspection);
    this.chart = new LineChart({
      label: l10n.t('What each side adds to the probability of the truth. Arrow keys read the values.'),
      height: 240,
      onCursor: (_, words) => this.exhibit.read(words),
    });
    this.exhibit = new Exhibit(context, {
      title: l10n.t('What each side contributed'),
      name: 'cloze',
      picture: this.chart,
      numbers: () => this.numbers(),
    });
    this.question = new Question<ClozeShares>(
      () => this.exhibit.wait(),
      (shares) => this.draw(shares),
      (error) => {
        if (!context.session.recovers(error, this.inspection?.id ?? '')) this.exhibit.fail(error, again);
      },
    );
    this.element = h('div', { class: 'view' }, this.verdict, this.exhibit.element);
  }

  show(inspection: Inspection): void {
    this.inspection = inspection;
    this.question.ask(() => this.context.host.cloze(inspection.id));
  }

  private draw(shares: ClozeShares): void {
    this.shown = shares;
    const { formats } = this.context;
    const { positions } = shares;
    if (positions.length === 0) {
      setText(this.verdict, '');
      this.exhibit.say(l10n.t('No token was masked in this input.'));
      return;
    }
    const x = positions.map((_, i) => i);
    const left = positions.map(({ both, withoutLeft }) => both - withoutLeft);
    const right = positions.map(({ both, withoutRight }) => both - withoutRight);
    const common = { x, marker: 'circle', width: 1.6 } as const;
    this.chart.show({
      lines: [
        { ...common, key: 'left', name: l10n.t('From the left'), y: left, color: 'blue' },
        { ...common, key: 'right', name: l10n.t('From the right'), y: right, color: 'orange', dash: [6, 3] },
      ],
      stops: x,
      visible: { min: 0, max: positions.length },
      xName: (i) => visible(positions[i]?.truth ?? ''),
      write: (value) => formats.short(value, 3),
      describe: (i) =>
        l10n.t(
          '{0} at step {1}: probability {2}; the left side adds {3} nats, the right side {4}',
          visible(positions[i].truth),
          formats.integer(positions[i].step),
          formats.percent(Math.exp(positions[i].both)),
          formats.short(left[i], 3),
          formats.short(right[i], 3),
        ),
      levels: [{ y: 0, words: l10n.t('adds nothing') }],
    });
    this.exhibit.ready();
    const mean = (values: readonly number[]): string =>
      formats.short(values.reduce((sum, value) => sum + value, 0) / values.length, 3);
    setText(
      this.verdict,
      l10n.t('On average the left side adds {0} nats, the right side {1}.', mean(left), mean(right)),
    );
  }

  private numbers(): Numbers {
    const positions = this.shown?.positions ?? [];
    return {
      head: [
        l10n.t('Step'),
        l10n.t('Truth'),
        l10n.t('Log probability'),
        l10n.t('Without the left side'),
        l10n.t('Without the right side'),
      ],
      rows: positions.map((each) => [
        String(each.step),
        visible(each.truth),
        each.both,
        each.withoutLeft,
        each.withoutRight,
      ]),
    };
  }
}
