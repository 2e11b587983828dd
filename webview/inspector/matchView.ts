import * as l10n from '@vscode/l10n';
import type { PartName } from '../../engine/contracts/data';
import type { Inspection, MatchPlace, MatchResult, Span, TraceInfo } from '../../engine/contracts/inspection';
import { Heatmap } from '../charts/heatmap';
import type { GridSource } from '../charts/tiles';
import { button, field, numberField, Select } from '../dom/controls';
import { h, replaceChildren, setHidden, setText } from '../dom/element';
import type { Context } from './context';
import { Exhibit, type Numbers } from './exhibit';
import { partChoices } from './parts';
import { Question } from './question';
import { TracePicker } from './tracePicker';
import { stepNames, traceGrid, traceScale, traceWords, unitName, visible } from './traces';
import type { View, ViewKind } from './view';

const fits = ({ kind }: TraceInfo): boolean => kind === 'state' || kind === 'gate';

export const matchView: ViewKind = {
  name: 'match',
  title: () => l10n.t('Match'),
  fits: ({ offers, traces }) => offers.includes('match') && traces.some(fits),
  make: (context) => new MatchView(context),
};

const mostPlaces = 40;

/** What was found, and where it was looked for. */
interface Found {
  readonly result: MatchResult;
  readonly part: PartName;
  /** Weights and trace that it belongs to. */
  readonly key: string;
}

/** Units that are on in a stretch and off around it, and where else in the data they are on together (LSTMVis). */
class MatchView implements View {
  readonly element: HTMLElement;
  private readonly picker: TracePicker;
  private readonly heatmap: Heatmap;
  private readonly exhibit: Exhibit;
  private readonly stretch = h('p', { class: 'verdict' });
  private readonly units = h('p', { class: 'units' });
  private readonly places = h('ol', { class: 'places' });
  private readonly result: HTMLElement;
  private readonly question: Question<Found>;
  private inspection?: Inspection;
  private trace?: TraceInfo;
  private span: Span = { from: 0, to: 1 };
  private threshold = 0.3;
  private around = 1;
  private part: PartName;
  private shown?: Found;
  private source?: GridSource;
  private sourceKey = '';

  constructor(private readonly context: Context) {
    this.part = partChoices(context.state)[0]?.value ?? 'train';
    this.picker = new TracePicker({
      fits,
      first: ({ name }) => name.endsWith('.h'),
      choose: () => this.inspection && this.show(this.inspection),
    });
    this.heatmap = new Heatmap({
      label: l10n.t('Steps by units. Drag over steps, or hold Shift and press the arrow keys, to choose a stretch.'),
      height: ({ source }) => Math.min(260, Math.max(90, source.rows * 8)),
      dragSelects: true,
      onCursor: (_, words) => this.exhibit.read(words),
      onSelect: (from, to) => this.brush({ from, to }),
      onPick: ({ column }) => this.brush({ from: column, to: column + 1 }),
      fail: (error) => this.fail(error),
    });
    this.exhibit = new Exhibit(context, {
      title: l10n.t('Stretch'),
      name: 'match',
      picture: this.heatmap,
      numbers: () => this.numbers(),
      hint: l10n.t('Drag over steps to choose a stretch.'),
    });
    this.question = new Question<Found>(
      () => {
        this.forget();
        this.exhibit.wait();
      },
      (found) => this.draw(found),
      (error) => {
        this.exhibit.ready();
        this.fail(error);
      },
    );
    this.result = h('div', { class: 'result', hidden: true }, this.units, this.places);
    this.element = h(
      'div',
      { class: 'view' },
      h('div', { class: 'toolbar' }, this.picker.element),
      this.exhibit.element,
      this.stretch,
      this.controls(),
      this.result,
    );
  }

  show(inspection: Inspection): void {
    this.inspection = inspection;
    this.trace = this.picker.show(inspection);
    if (!this.trace) {
      this.exhibit.say(l10n.t('This pass recorded nothing by unit.'));
      return;
    }
    if (this.shown?.key !== this.key) this.forget();
    const { steps } = this.trace;
    const from = Math.min(this.span.from, steps - 1);
    this.choose({ from, to: Math.min(Math.max(this.span.to, from + 1), steps) });
  }

  private controls(): HTMLElement {
    const part = new Select<PartName>(partChoices(this.context.state), this.part, (chosen) => {
      this.part = chosen;
    });
    return h(
      'div',
      { class: 'fields match-fields' },
      numberField({
        label: l10n.t('On from'),
        hint: l10n.t('A unit is on where its value is at least this much.'),
        value: this.threshold,
        minimum: -100,
        maximum: 100,
        step: 0.05,
        change: (value) => {
          this.threshold = value;
        },
      }),
      numberField({
        label: l10n.t('Off around'),
        hint: l10n.t('Steps right before and after the stretch at which a unit must be off.'),
        value: this.around,
        minimum: 0,
        maximum: 20,
        step: 1,
        change: (value) => {
          this.around = value;
        },
      }),
      field(l10n.t('Search in'), part.element),
      h(
        'div',
        { class: 'field end' },
        button({ label: l10n.t('Find Matches'), kind: 'primary', press: () => this.search() }),
      ),
    );
  }

  /** Another stretch has other units. */
  private brush(span: Span): void {
    this.question.drop();
    this.forget();
    this.choose(span);
  }

  /** Weights and trace that are looked at. */
  private get key(): string {
    const { inspection, trace } = this;
    return `${inspection?.checkpoint} ${inspection?.step} ${trace?.name}`;
  }

  private forget(): void {
    this.shown = undefined;
    setHidden(this.result, true);
  }

  private choose(span: Span): void {
    this.span = span;
    const { inspection, trace, context } = this;
    if (!inspection || !trace) return;
    const { formats, settings } = context;
    const stepName = stepNames(inspection, trace);
    const rowName = (unit: number): string => unitName(trace, unit);
    const key = `${inspection.id} ${trace.name}`;
    if (key !== this.sourceKey) {
      this.sourceKey = key;
      this.source = traceGrid(context, inspection, trace, 'index');
    }
    this.heatmap.show({
      source: this.source!,
      scale: traceScale(trace, settings.value.colors),
      title: traceWords(trace),
      columnName: stepName,
      rowName,
      pinned: this.shown?.result.units,
      selected: span,
      write: (value) => formats.short(value, 3),
      describe: (step, unit, value) =>
        l10n.t(
          'Step {0} {1}: unit {2} is {3}',
          formats.integer(step),
          stepName(step),
          rowName(unit),
          value === undefined ? '\u2026' : formats.number(value),
        ),
    });
    this.exhibit.ready();
    const names = Array.from({ length: span.to - span.from }, (_, i) => stepName(span.from + i));
    const joined = context.state.reads === 'text' ? names.join('') : `${names[0]}\u2026${names.at(-1)}`;
    setText(
      this.stretch,
      l10n.t('Steps {0} to {1}: {2}', formats.integer(span.from), formats.integer(span.to - 1), joined),
    );
  }

  private search(): void {
    const { inspection, trace, span, threshold, around, part, context, key } = this;
    if (!inspection || !trace) return;
    const request = { trace: trace.name, steps: span, threshold, around, part, limit: mostPlaces };
    this.question.ask(async () => ({ result: await context.host.match(inspection.id, request), part, key }));
  }

  private draw(found: Found): void {
    this.shown = found;
    setHidden(this.result, false);
    const { formats, announcer } = this.context;
    const { units, places, searched } = found.result;
    const words =
      units.length === 0
        ? l10n.t(
            'No unit is on throughout the stretch and off around it. Choose another stretch, or a lower threshold.',
          )
        : l10n.t(
            'Units: {0}. {1} places among {2} searched steps.',
            units.slice(0, 40).join(', '),
            formats.integer(places.length),
            formats.integer(searched),
          );
    setText(this.units, words);
    announcer.say(words);
    replaceChildren(this.places, ...places.map((place) => this.placeItem(place, found)));
    this.choose(this.span);
  }

  /** The stretch in its context; a press looks at it. */
  private placeItem(place: MatchPlace, { result: { units }, part }: Found): HTMLElement {
    const { formats, session, state } = this.context;
    const { labels, context, length, position, step } = place;
    const glue = state.reads === 'text' ? '' : ' ';
    const cut = (from: number, to: number): string => labels.slice(from, to).map(visible).join(glue);
    const look = (): void => {
      const input =
        step === undefined
          ? { from: Math.max(0, position - context), length: labels.length }
          : { from: position, length: 1 };
      const first = step ?? position - input.from;
      this.span = { from: first, to: first + length };
      session.look({ input: { kind: 'part', part, ...input } });
    };
    return h(
      'li',
      {},
      h(
        'button',
        { type: 'button', class: 'place', title: l10n.t('Look at this place'), on: { click: look } },
        h('span', { class: 'place-context' }, cut(0, context)),
        h('mark', {}, cut(context, context + length)),
        h('span', { class: 'place-context' }, cut(context + length, labels.length)),
      ),
      h(
        'span',
        { class: 'hint' },
        l10n.t(
          '{0}/{1} units, at {2}',
          formats.integer(place.units),
          formats.integer(units.length),
          formats.integer(position),
        ),
      ),
    );
  }

  private fail(error: unknown): void {
    if (!this.context.session.recovers(error, this.inspection?.id ?? '')) this.context.fail(error);
  }

  private numbers(): Numbers {
    return {
      head: [l10n.t('Position'), l10n.t('Step'), l10n.t('Length'), l10n.t('Units'), l10n.t('Tokens')],
      rows: (this.shown?.result.places ?? []).map(({ position, step, length, units, labels }) => [
        String(position),
        step ?? '',
        length,
        units,
        labels.join(this.context.state.reads === 'text' ? '' : ' '),
      ]),
    };
  }
}
