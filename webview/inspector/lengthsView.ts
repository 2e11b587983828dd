import * as l10n from '@vscode/l10n';
import type { PartName } from '../../engine/contracts/data';
import type { Inspection, LengthAccuracy } from '../../engine/contracts/inspection';
import { LineChart, type NamedLine } from '../charts/lineChart';
import { field, Select } from '../dom/controls';
import { h } from '../dom/element';
import type { Context } from './context';
import { Exhibit, type Numbers } from './exhibit';
import { OtherRun } from './otherRun';
import { partChoices } from './parts';
import { Question } from './question';
import type { View, ViewKind } from './view';

export const lengthsView: ViewKind = {
  name: 'bottleneck',
  title: () => l10n.t('Bottleneck'),
  fits: ({ offers }) => offers.includes('lengths'),
  make: (context) => new LengthsView(context),
};

interface Measured {
  readonly run: string;
  readonly accuracy: LengthAccuracy;
}

/** Accuracy by length of the input: where a context of fixed size becomes too narrow. Beside another run, one with attention say. */
class LengthsView implements View {
  readonly element: HTMLElement;
  private readonly chart: LineChart;
  private readonly exhibit: Exhibit;
  private readonly otherRun: OtherRun;
  private readonly own: Question<Measured>;
  private readonly theirs: Question<Measured>;
  private part: PartName;
  private inspection?: Inspection;
  private other?: Inspection;
  private measured: { own?: Measured; theirs?: Measured } = {};
  /** What was measured last: going through a part takes seconds, and another input changes nothing. */
  private keys = { own: '', theirs: '' };

  constructor(private readonly context: Context) {
    const again = (): void => this.again();
    this.chart = new LineChart({
      label: l10n.t('Accuracy by length of the input. Arrow keys read the values.'),
      height: 240,
      onCursor: (_, words) => this.exhibit.read(words),
    });
    this.exhibit = new Exhibit(context, {
      title: l10n.t('Accuracy by length'),
      name: 'lengths',
      picture: this.chart,
      numbers: () => this.numbers(),
    });
    const question = (which: 'own' | 'theirs'): Question<Measured> =>
      new Question<Measured>(
        () => this.exhibit.wait(),
        (measured) => {
          this.measured = { ...this.measured, [which]: measured };
          this.draw();
        },
        (error) => {
          this.keys[which] = '';
          const recovered =
            which === 'own'
              ? context.session.recovers(error, this.inspection?.id ?? '')
              : this.otherRun.recovers(error, this.other?.id ?? '');
          if (!recovered) this.exhibit.fail(error, again);
        },
      );
    this.own = question('own');
    this.theirs = question('theirs');
    this.otherRun = new OtherRun(context, (inspection) => {
      this.other = inspection;
      if (inspection) {
        this.measure('theirs', inspection);
        return;
      }
      this.theirs.drop();
      this.keys.theirs = '';
      this.measured = { own: this.measured.own };
      this.draw();
    });
    this.part = context.state.parts.validation > 0 ? 'validation' : 'train';
    const select = new Select<PartName>(partChoices(context.state), this.part, (part) => {
      this.part = part;
      this.again();
    });
    const partField = field(l10n.t('Part of the data'), select.element);
    partField.classList.add('inline');
    this.element = h(
      'div',
      { class: 'view' },
      h('div', { class: 'toolbar' }, partField, this.otherRun.element),
      this.exhibit.element,
    );
  }

  show(inspection: Inspection): void {
    this.inspection = inspection;
    this.otherRun.follow(inspection);
    this.measure('own', inspection);
  }

  private again(): void {
    this.keys = { own: '', theirs: '' };
    if (this.inspection) this.show(this.inspection);
    if (this.other) this.measure('theirs', this.other);
  }

  private measure(which: 'own' | 'theirs', inspection: Inspection): void {
    const { part } = this;
    const key = `${inspection.run} ${inspection.checkpoint} ${inspection.step} ${part}`;
    if (key === this.keys[which]) return;
    this.keys[which] = key;
    this[which].ask(async () => ({
      run: inspection.run,
      accuracy: await this.context.host.lengths(inspection.id, part),
    }));
  }

  private draw(): void {
    const { own, theirs } = this.measured;
    if (!own) return;
    const { formats } = this.context;
    const bins = own.accuracy.bins;
    if (bins.length === 0) {
      this.exhibit.say(l10n.t('This part holds no sequences.'));
      return;
    }
    const names = bins.map(({ from, to }) =>
      from === to ? formats.integer(from) : `${formats.integer(from)}\u2013${formats.integer(to)}`,
    );
    const all = [own, ...(theirs ? [theirs] : [])];
    this.chart.show({
      lines: all.flatMap((measured, i) => linesOf(measured, i)),
      stops: bins.map((_, i) => i),
      visible: { min: 0, max: bins.length },
      xName: (bin) => names[bin] ?? '',
      y: { min: 0, max: 1.04 },
      write: (share) => formats.percent(share),
      describe: (bin) =>
        l10n.t(
          'Length {0}: {1}',
          names[bin],
          all.map(({ run, accuracy }) => this.binWords(run, accuracy, bin)).join('; '),
        ),
    });
    this.exhibit.ready();
  }

  private binWords(run: string, { bins }: LengthAccuracy, index: number): string {
    const bin = bins[index];
    if (!bin) return l10n.t('{0} has none', run);
    const { formats } = this.context;
    return l10n.t(
      '{0}: exact {1}, tokens {2} of {3} sequences',
      run,
      formats.percent(bin.exact),
      formats.percent(bin.tokenAccuracy),
      formats.integer(bin.sequences),
    );
  }

  private numbers(): Numbers {
    const { own, theirs } = this.measured;
    const rows = [own, theirs].flatMap((measured) =>
      (measured?.accuracy.bins ?? []).map((bin): readonly (string | number)[] => [
        measured!.run,
        bin.from,
        bin.to,
        bin.sequences,
        bin.exact,
        bin.tokenAccuracy,
      ]),
    );
    return {
      head: [
        l10n.t('Run'),
        l10n.t('From length'),
        l10n.t('To length'),
        l10n.t('Sequences'),
        l10n.t('Exact'),
        l10n.t('Token accuracy'),
      ],
      rows,
    };
  }
}

function linesOf({ run, accuracy: { bins } }: Measured, order: number): NamedLine[] {
  const color = order === 0 ? 'blue' : 'orange';
  const x = bins.map((_, i) => i);
  const common = { x, color, marker: 'circle' } as const;
  return [
    {
      ...common,
      key: `exact-${order}`,
      name: l10n.t('{0}: exact', run),
      y: bins.map((bin) => bin.exact),
      width: 2,
    },
    {
      ...common,
      key: `tokens-${order}`,
      name: l10n.t('{0}: tokens', run),
      y: bins.map((bin) => bin.tokenAccuracy),
      width: 1.2,
      dash: [5, 4],
    },
  ];
}
