import * as l10n from '@vscode/l10n';
import type { Inspection } from '../../engine/contracts/inspection';
import type { Range } from '../charts/range';
import { h, setHidden } from '../dom/element';
import type { Context } from './context';
import { ContributionFigure } from './contributionFigure';
import { FlowFigures } from './flowFigures';
import { OtherRun } from './otherRun';
import { ProbeFigure } from './probeFigure';
import type { View, ViewKind } from './view';

export const timeView: ViewKind = {
  name: 'time',
  title: () => l10n.t('Time'),
  fits: ({ offers }) => offers.includes('flow'),
  make: (context) => new TimeView(context),
};

/** How far back this model learns, beside another run's. */
class TimeView implements View {
  readonly element: HTMLElement;
  private readonly own: FlowFigures;
  private readonly others: FlowFigures;
  private readonly otherRun: OtherRun;
  private readonly probes: ProbeFigure;
  private readonly contributions: ContributionFigure;
  private ranges: { own?: Range; other?: Range } = {};

  constructor(context: Context) {
    this.own = new FlowFigures(
      context,
      (range) => this.setRanges({ ...this.ranges, own: range }),
      (error, pass) => context.session.recovers(error, pass),
    );
    this.others = new FlowFigures(
      context,
      (range) => this.setRanges({ ...this.ranges, other: range }),
      (error, pass) => this.otherRun.recovers(error, pass),
    );
    this.otherRun = new OtherRun(context, (inspection) => this.compare(inspection));
    this.probes = new ProbeFigure(context);
    this.contributions = new ContributionFigure(context);
    setHidden(this.others.element, true);
    this.element = h(
      'div',
      { class: 'view' },
      h('div', { class: 'toolbar' }, this.otherRun.element),
      h('div', { class: 'side-by-side' }, this.own.element, this.others.element),
      this.probes.element,
      this.contributions.element,
    );
    this.probes.show();
  }

  show(inspection: Inspection): void {
    this.own.show(inspection, inspection.run);
    this.otherRun.follow(inspection);
    this.contributions.show(inspection);
  }

  private compare(inspection: Inspection | undefined): void {
    setHidden(this.others.element, !inspection);
    if (inspection) this.others.show(inspection, inspection.run);
    else this.setRanges({ own: this.ranges.own });
  }

  private setRanges(ranges: { own?: Range; other?: Range }): void {
    this.ranges = ranges;
    const all = [ranges.own, ranges.other].filter((range) => range !== undefined);
    if (all.length === 0) return;
    const shared = { min: Math.min(...all.map(({ min }) => min)), max: Math.max(...all.map(({ max }) => max)) };
    this.own.setRange(shared);
    this.others.setRange(shared);
  }
}
