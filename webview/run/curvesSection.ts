import * as l10n from '@vscode/l10n';
import type { CurveView, RunView } from '../../engine/contracts/view';
import { Figure } from '../charts/figure';
import type { Range } from '../charts/range';
import { interpolate, mergeCurves, nearest, type CurveAxis } from '../curves/curve';
import { maximumSmoothing } from '../curves/smoothing';
import { button, checkbox, segmented, Slider } from '../dom/controls';
import { h, setHidden, setText } from '../dom/element';
import { Section } from '../dom/section';
import type { Context } from './context';
import { lossContent, timeAxis, titleAt, type LossRequest } from './lossContent';
import { SmallChart } from './smallChart';
import { predictsTokens, isLive } from './view';

const detailDelay = 150;
const detailPoints = 1500;

/** The loss over training time, and below it what else tells how training goes, all over the same x and one cursor. */
export class CurvesSection {
  readonly section: Section;
  private readonly figure: Figure;
  private readonly small: readonly SmallChart[];
  private readonly empty = h('p', { class: 'empty' });
  private readonly charts: HTMLElement;
  private readonly resetZoom: HTMLButtonElement;
  private view?: RunView;
  /** In steps, so that it stays when the axis changes. */
  private zoom?: Range;
  private detail?: CurveView;
  private detailRequest = 0;
  private detailTimer?: ReturnType<typeof setTimeout>;
  private request?: LossRequest;
  private cursor?: number;

  constructor(private readonly context: Context) {
    const { settings, formats } = context;
    const onZoom = (range: Range | undefined): void => this.zoomTo(range);
    const onCursor = (index: number | undefined): void => this.setCursor(index);
    this.figure = new Figure({
      label: l10n.t('Loss. Arrow keys read the points, plus and minus zoom.'),
      size: 'large',
      zoomable: true,
      onCursor,
      onZoom,
    });
    const shared = { formats, onCursor, onZoom };
    this.small = [
      new SmallChart({ ...shared, column: 'rate', label: () => l10n.t('Learning rate'), color: 'green' }),
      new SmallChart({ ...shared, column: 'gradientNorm', label: () => l10n.t('Gradient norm'), color: 'purple' }),
      new SmallChart({
        ...shared,
        column: 'tokensPerSecond',
        label: (view) => (predictsTokens(view) ? l10n.t('Tokens/s') : l10n.t('Windows/s')),
        color: 'text',
        compact: true,
      }),
    ];
    this.resetZoom = button({
      label: l10n.t('Show all'),
      icon: 'reset',
      kind: 'quiet',
      press: () => this.zoomTo(undefined),
    });
    this.resetZoom.hidden = true;
    this.charts = h(
      'div',
      { class: 'charts' },
      this.toolbar(),
      this.figure.element,
      h('div', { class: 'small-charts' }, ...this.small.map((chart) => chart.element)),
      h(
        'p',
        { class: 'hint' },
        l10n.t('Drag over a stretch to zoom in, or turn the wheel with Ctrl held. Double click shows all.'),
      ),
    );
    this.section = new Section(
      {
        title: l10n.t('Loss'),
        open: settings.isOpen('curves', true),
        toggle: (open) => settings.setOpen('curves', open),
      },
      this.empty,
      this.charts,
    );
  }

  render(view: RunView): void {
    this.view = view;
    const nothing = view.curve.step.length === 0 && view.validations.length === 0;
    setHidden(this.charts, nothing);
    setHidden(this.empty, !nothing);
    if (nothing) {
      setText(this.empty, emptyWords(view));
      return;
    }
    this.section.setNote(
      predictsTokens(view) ? l10n.t('nats per token') : l10n.t('mean squared error of scaled values'),
    );
    this.draw(view);
  }

  private toolbar(): HTMLElement {
    const { settings } = this.context;
    const again = (): void => {
      if (this.view) this.draw(this.view);
    };
    const axes: readonly { value: CurveAxis; label: string }[] = [
      { value: 'step', label: l10n.t('Step') },
      { value: 'epoch', label: l10n.t('Epoch') },
      { value: 'time', label: l10n.t('Time') },
    ];
    const smoothing = new Slider({
      label: l10n.t('Smoothing'),
      value: settings.value.smoothing,
      minimum: 0,
      maximum: maximumSmoothing,
      step: 0.01,
      format: (value) => this.context.formats.hundredths(value),
      change: (value) => {
        settings.change({ smoothing: value });
        again();
      },
    });
    return h(
      'div',
      { class: 'toolbar' },
      segmented(l10n.t('Horizontal axis'), axes, settings.value.axis, (axis) => {
        settings.change({ axis });
        again();
      }),
      checkbox(l10n.t('Log scale'), settings.value.logarithmic, (logarithmic) => {
        settings.change({ logarithmic });
        again();
      }),
      smoothing.element,
      h('span', { class: 'spacer' }),
      this.resetZoom,
      this.figure.tableButton,
    );
  }

  private draw(view: RunView): void {
    const { axis, smoothing, logarithmic } = this.context.settings.value;
    const curve = mergeCurves(view.curve, this.detail);
    const request = { view, curve, axis, smoothing, logarithmic, zoom: this.zoom, formats: this.context.formats };
    const read = this.cursor === undefined ? undefined : this.request?.curve.step[this.cursor];
    this.request = request;
    const time = timeAxis(request);
    this.figure.show(lossContent(request, time));
    for (const chart of this.small) chart.show(view, curve, time, (index) => titleAt(request, index));
    // The same step may have another index in the new curve.
    if (read !== undefined) this.setCursor(nearest(curve.step, read));
  }

  private setCursor(index: number | undefined): void {
    this.cursor = index;
    this.figure.setCursor(index);
    for (const chart of this.small) chart.setCursor(index);
  }

  private zoomTo(range: Range | undefined): void {
    if (!this.view || !this.request) return;
    const { curve, axis } = this.request;
    const stops = timeAxis(this.request).stops;
    const step = (x: number): number => (axis === 'step' ? x : interpolate(stops, curve.step, x));
    this.zoom = range && { min: step(range.min), max: step(range.max) };
    if (!range) this.detail = undefined;
    setHidden(this.resetZoom, !range);
    this.draw(this.view);
    this.askForDetail();
  }

  /** Asks for finer points once the zoom has come to rest; an answer to an older zoom is dropped. */
  private askForDetail(): void {
    clearTimeout(this.detailTimer);
    this.detailRequest += 1;
    const { zoom, detailRequest } = this;
    if (!zoom) return;
    this.detailTimer = setTimeout(() => {
      const from = Math.floor(zoom.min);
      const to = Math.ceil(zoom.max);
      this.context.host.curve(from, to, detailPoints).then((curve) => {
        if (detailRequest !== this.detailRequest || !this.view) return;
        this.detail = curve;
        this.draw(this.view);
      }, this.context.fail);
    }, detailDelay);
  }
}

function emptyWords(view: RunView): string {
  if (view.status === 'starting') return l10n.t('Reading the data and planning the memory.');
  if (isLive(view)) return l10n.t('Waiting for the first step.');
  if (view.status === 'imported') {
    return l10n.t('The weights were imported, and nothing was trained yet. Resume trains them further.');
  }
  return l10n.t('The run ended before its first step.');
}
