import * as l10n from '@vscode/l10n';
import type { TensorSummary } from '../../engine/contracts/tensor-file';
import type { TensorRow } from '../../engine/protocol/tensors';
import { scaleFor } from '../charts/colormap';
import { Heatmap } from '../charts/heatmap';
import { Histogram } from '../charts/histogram';
import { button } from '../dom/controls';
import { h, setHidden, setText } from '../dom/element';
import { bytesWords } from '../format/bytes';
import { failureWords } from '../format/words';
import type { Context } from './context';
import { shapeWords } from './tensorList';

const tallest = 460;
const pixelsPerRow = 12;

/** One tensor: its facts, how its values are spread, and the values themselves as a heatmap. */
export class TensorDetail {
  readonly element: HTMLElement;
  private readonly title = h('h2', {});
  private readonly facts = h('dl', { class: 'facts' });
  private readonly note = h('p', { class: 'hint' });
  private readonly failure = h('div', { class: 'view-failure', role: 'alert' });
  private readonly pictures: HTMLElement;
  private readonly spreadWords = h('p', { class: 'exhibit-readout', 'aria-hidden': 'true' });
  private readonly cellWords = h('p', { class: 'exhibit-readout', 'aria-hidden': 'true' });
  private readonly histogram: Histogram;
  private readonly heatmap: Heatmap;
  private readonly resetZoom: HTMLButtonElement;
  private shown = -1;

  constructor(private readonly context: Context) {
    this.histogram = new Histogram(l10n.t('How the values are spread. The arrow keys read the bars.'), (words) =>
      setText(this.spreadWords, words),
    );
    this.heatmap = new Heatmap({
      label: l10n.t('Values. Arrow keys read them, plus and minus zoom, 0 shows all.'),
      height: ({ source }) => Math.min(tallest, Math.max(60, source.rows * pixelsPerRow)),
      onCursor: (_cell, words) => setText(this.cellWords, words),
      onView: () => setHidden(this.resetZoom, this.heatmap.viewport.whole),
      fail: (error) => this.fail(error),
    });
    this.resetZoom = button({
      label: l10n.t('Show all'),
      icon: 'reset',
      kind: 'quiet',
      press: () => this.heatmap.showAll(),
    });
    this.resetZoom.hidden = true;
    this.pictures = h(
      'div',
      { class: 'tensor-detail' },
      h('div', { class: 'tensor-part' }, h('h3', {}, l10n.t('Spread')), this.histogram.element, this.spreadWords),
      h(
        'div',
        { class: 'tensor-part' },
        h('div', { class: 'toolbar' }, h('h3', {}, l10n.t('Values')), h('span', { class: 'spacer' }), this.resetZoom),
        this.heatmap.element,
        this.cellWords,
      ),
    );
    this.element = h(
      'section',
      { class: 'tensor-detail', 'aria-label': l10n.t('Chosen tensor') },
      this.title,
      this.facts,
      this.note,
      this.failure,
      this.pictures,
    );
  }

  async show(tensor: number): Promise<void> {
    const row = this.context.state.tensors[tensor];
    this.shown = tensor;
    setText(this.title, row.name);
    this.failure.replaceChildren();
    setHidden(this.pictures, true);
    setText(this.note, '');
    this.facts.replaceChildren(...this.fixedFacts(row));
    if (row.elements === 0) {
      setText(this.note, l10n.t('This tensor has no elements.'));
      return;
    }
    try {
      const summary = await this.context.host.summary(tensor);
      if (this.shown === tensor) this.draw(tensor, row, summary);
    } catch (error) {
      if (this.shown === tensor) this.fail(error);
    }
  }

  private draw(tensor: number, row: TensorRow, summary: TensorSummary): void {
    const { formats, host, announcer } = this.context;
    const { counted, notFinite, zeros, min, max, mean, deviation, buckets } = summary;
    const number = (value: number): string => formats.number(value);
    this.facts.replaceChildren(
      ...this.fixedFacts(row),
      fact(l10n.t('Least'), number(min)),
      fact(l10n.t('Greatest'), number(max)),
      fact(l10n.t('Mean'), number(mean)),
      fact(l10n.t('Deviation'), number(deviation)),
      fact(l10n.t('Zeros'), formats.percent(zeros / counted)),
      ...(notFinite > 0 ? [fact(l10n.t('Not finite'), formats.integer(notFinite))] : []),
    );
    const some = l10n.t(
      'Measured on {0} of {1} elements, evenly chosen.',
      formats.integer(counted),
      formats.integer(row.elements),
    );
    setText(this.note, counted < row.elements ? some : '');
    setHidden(this.pictures, !Number.isFinite(min));
    if (!Number.isFinite(min)) {
      setText(this.note, l10n.t('None of its values is finite.'));
      return;
    }
    this.histogram.show({
      counts: buckets,
      min,
      max,
      write: (value) => formats.short(value, 3),
      writeCount: (count) => formats.compact(count),
      describe: (from, to, count) =>
        l10n.t('{0} values from {1} to {2}', formats.integer(count), formats.short(from), formats.short(to)),
    });
    const columns = row.shape.at(-1) ?? 1;
    this.heatmap.show({
      source: {
        columns,
        rows: row.elements / columns,
        slice: (slice) => host.slice(tensor, slice),
      },
      scale: scaleFor({ min, max }, min < 0 && max > 0 ? 'diverging' : 'viridis'),
      title: shapeWords(row.shape),
      columnName: String,
      rowName: (index) => indexWords(index, row.shape),
      write: (value) => formats.short(value, 3),
      describe: (column, index, value) =>
        l10n.t(
          'Row {0}, column {1}: {2}',
          indexWords(index, row.shape),
          String(column),
          value === undefined ? '\u2026' : formats.number(value),
        ),
    });
    announcer.say(l10n.t('{0} is shown.', row.name));
  }

  private fixedFacts({ type, shape, elements, bytes }: TensorRow): HTMLElement[] {
    const { formats } = this.context;
    return [
      fact(l10n.t('Shape'), shapeWords(shape)),
      fact(l10n.t('Type'), type),
      fact(l10n.t('Elements'), formats.integer(elements)),
      fact(l10n.t('Size'), bytesWords(formats, bytes)),
    ];
  }

  private fail(error: unknown): void {
    const again = button({ label: l10n.t('Try Again'), press: () => void this.show(this.shown) });
    this.failure.replaceChildren(h('p', {}, failureWords(error)), again);
  }
}

function fact(name: string, value: string): HTMLElement {
  return h('div', {}, h('dt', {}, name), h('dd', {}, value));
}

/** The place on all axes but the last of the n-th row of a tensor. */
function indexWords(row: number, shape: readonly number[]): string {
  const outer = shape.slice(0, -1);
  if (outer.length < 2) return String(row);
  let rest = row;
  const places = outer.toReversed().map((size) => {
    const place = rest % size;
    rest = Math.floor(rest / size);
    return place;
  });
  return places.toReversed().join(', ');
}
