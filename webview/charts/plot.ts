import { Chart, LinearScale, LineController, LineElement, PointElement, type Scale } from 'chart.js';
import { h, setAttribute } from '../dom/element';
import { isFiniteNumber, type Value } from '../format/formats';
import { lowerBound, nearest } from '../curves/curve';
import { onThemeChange, theme, type ColorRole } from './colors';
import { requestDraw } from './frames';
import { listen, type GestureTarget } from './gestures';
import { datasetOf, withOpacity, type Point } from './dataset';
import type { Band, Line } from './line';
import { overlayPlugin, type Overlay } from './overlay';
import { clampRange, extent, padded, type Range } from './range';
import { logTicks, niceTicks, tickDigits } from './ticks';

Chart.register(LineController, LineElement, PointElement, LinearScale);

export type TickMaker = (minimum: number, maximum: number, count: number) => readonly number[];

export interface PlotContent {
  readonly lines: readonly Line[];
  readonly band?: Band;
  /** The x at which the cursor may stand, ascending. */
  readonly stops: readonly number[];
  /** All of x. */
  readonly bounds: Range;
  /** The part of x that is zoomed to. */
  readonly zoom?: Range;
  readonly xTicks: TickMaker;
  readonly xFormat: (value: number) => string;
  /** Writes a tick of y with so many significant digits. */
  readonly yFormat: (value: number, digits: number) => string;
  readonly logarithmic?: boolean;
  readonly best?: { readonly x: number; readonly y: number; readonly color: ColorRole };
  /** Where the future begins. */
  readonly divider?: number;
}

export interface PlotOptions {
  readonly label: string;
  readonly size: 'large' | 'middle' | 'small';
  readonly zoomable: boolean;
  /** What a screen reader says of the stop `index`. */
  readonly describe: (index: number) => string;
  readonly onCursor: (index: number | undefined) => void;
  readonly onZoom?: (range: Range | undefined) => void;
}

const axisWidth = 50;
/**
 * One chart.js chart that is made once and then only given new numbers. It draws when it is on the screen and in the next
 * frame, never twice in one. To a screen reader it is a slider over its points.
 */
export class Plot implements GestureTarget {
  readonly element: HTMLElement;
  readonly zoomable: boolean;
  private readonly canvas = h('canvas', { 'aria-hidden': 'true' });
  private readonly overlay: Overlay = {};
  private chart?: Chart<'line', Point[]>;
  private content?: PlotContent;
  private cursor?: number;
  private onScreen = false;
  private stale = false;

  constructor(private readonly options: PlotOptions) {
    this.zoomable = options.zoomable;
    this.element = h(
      'div',
      {
        class: `plot ${options.size}`,
        role: 'slider',
        tabindex: 0,
        'aria-label': options.label,
        'aria-valuemin': 0,
        'aria-valuemax': 0,
        'aria-valuenow': 0,
      },
      this.canvas,
    );
    listen(this);
    onThemeChange(() => this.refresh());
    new IntersectionObserver((entries) => {
      this.onScreen = entries.at(-1)?.isIntersecting ?? false;
      if (this.onScreen && this.stale) requestDraw(this.draw);
    }).observe(this.element);
  }

  setLabel(label: string): void {
    setAttribute(this.element, 'aria-label', label);
  }

  show(content: PlotContent): void {
    this.content = content;
    if (this.cursor !== undefined && this.cursor >= content.stops.length) this.cursor = undefined;
    this.describeCursor();
    this.refresh();
  }

  /** Puts the cursor on a stop without telling `onCursor`. */
  setCursor(index: number | undefined): void {
    if (index === this.cursor) return;
    this.cursor = index;
    this.describeCursor();
    this.paint();
  }

  xAt(clientX: number): number {
    if (!this.chart) return 0;
    const x = clientX - this.canvas.getBoundingClientRect().left;
    const { left, right } = this.chart.chartArea;
    return this.chart.scales.x.getValueForPixel(Math.min(Math.max(x, left), right)) ?? 0;
  }

  visibleRange(): Range {
    return this.content?.zoom ?? this.content?.bounds ?? { min: 0, max: 1 };
  }

  point(x: number | undefined): void {
    const index = x === undefined || !this.content ? -1 : nearest(this.content.stops, x);
    this.tell(index < 0 ? undefined : index);
  }

  select(range: Range | undefined): void {
    this.overlay.selection = range;
    this.paint();
  }

  zoom(range: Range | undefined): void {
    if (!this.content) return;
    this.options.onZoom?.(range && clampRange(range, this.content.bounds));
  }

  move(points: number): void {
    const [first, last] = this.visibleStops();
    if (last < first) return;
    this.tell(Math.min(Math.max((this.cursor ?? last) + points, first), last));
  }

  moveToEnd(end: 'first' | 'last'): void {
    const [first, last] = this.visibleStops();
    if (last >= first) this.tell(end === 'first' ? first : last);
  }

  clearCursor(): void {
    this.tell(undefined);
  }

  private tell(index: number | undefined): void {
    if (index === this.cursor) return;
    this.setCursor(index);
    this.options.onCursor(index);
  }

  private visibleStops(): readonly [number, number] {
    const { min, max } = this.visibleRange();
    const stops = this.content?.stops ?? [];
    const beyond = lowerBound(stops, max);
    return [lowerBound(stops, min), stops[beyond] === max ? beyond : beyond - 1];
  }

  private describeCursor(): void {
    const count = this.content?.stops.length ?? 0;
    const index = this.cursor ?? count - 1;
    setAttribute(this.element, 'aria-valuemax', Math.max(count - 1, 0));
    setAttribute(this.element, 'aria-valuenow', Math.max(index, 0));
    // Only somebody who moves the cursor wants to hear each point.
    const told = index >= 0 && (this.cursor !== undefined || document.activeElement !== this.element);
    if (told) setAttribute(this.element, 'aria-valuetext', this.options.describe(index));
  }

  private refresh(): void {
    this.stale = true;
    if (this.onScreen) requestDraw(this.draw);
  }

  /** Redraws what is there, with the cursor or selection in another place. */
  private paint(): void {
    if (this.onScreen && !this.stale) requestDraw(this.redraw);
  }

  private readonly redraw = (): void => {
    if (!this.chart || !this.content) return;
    this.placeCursor(this.content);
    this.chart.draw();
  };

  private readonly draw = (): void => {
    const content = this.content;
    if (!content || !this.onScreen) return;
    this.stale = false;
    this.chart ??= this.create();
    const { chart } = this;
    const { colors, font } = theme();
    chart.data.datasets.length = content.lines.length;
    content.lines.forEach((line, i) => {
      chart.data.datasets[i] = Object.assign(
        chart.data.datasets[i] ?? {},
        datasetOf(line, -i, (value) => this.y(value)),
      );
    });
    this.overlay.band = content.band && {
      ...content.band,
      low: content.band.low.map((value) => this.y(value)),
      high: content.band.high.map((value) => this.y(value)),
    };
    this.overlay.best = content.best && {
      x: content.best.x,
      y: this.y(content.best.y),
      color: colors[content.best.color],
    };
    this.overlay.divider = content.divider;
    this.setScales(chart, content, colors, font);
    this.placeCursor(content);
    // Not in mode `none`: that keeps the looks that points had at first, through changes of theme. Nothing is animated anyway.
    chart.update();
  };

  private create(): Chart<'line', Point[]> {
    const axis = {
      type: 'linear' as const,
      border: { display: false },
      ticks: { maxRotation: 0, autoSkipPadding: 12, font: { size: 11 } },
    };
    return new Chart<'line', Point[]>(this.canvas, {
      type: 'line',
      data: { datasets: [] },
      plugins: [overlayPlugin(this.overlay)],
      options: {
        animation: false,
        responsive: true,
        maintainAspectRatio: false,
        parsing: false,
        normalized: true,
        events: [],
        // Fixed as well: half of the widest label of the x axis.
        layout: { autoPadding: false, padding: { top: 8, right: 22, bottom: 2 } },
        scales: {
          x: { ...axis, grid: { display: false } },
          y: {
            ...axis,
            // A width of its own for every number would make the curve jump sideways while it is live.
            afterFit: (scale: Scale) => {
              scale.width = axisWidth;
            },
          },
        },
      },
    });
  }

  private setScales(
    chart: Chart<'line', Point[]>,
    content: PlotContent,
    colors: Readonly<Record<ColorRole, string>>,
    font: string,
  ): void {
    const x = this.visibleRange();
    const y = this.yRange(content, x);
    const logarithmic = content.logarithmic ?? false;
    const scales = chart.options.scales!;
    const plain = (value: number): number => (logarithmic ? 10 ** value : value);
    const writeY = (value: number, all: readonly { readonly value: number }[]): string =>
      content.yFormat(plain(value), tickDigits(all.map((tick) => plain(tick.value))));
    const setScale = (name: 'x' | 'y', range: Range, ticks: (room: number) => readonly number[]): void => {
      const scale = scales[name]!;
      scale.min = range.min;
      scale.max = range.max;
      scale.afterBuildTicks = (built: Scale) => {
        const room = name === 'x' ? chart.width - axisWidth : chart.height;
        built.ticks = ticks(room).map((value) => ({ value }));
      };
      Object.assign(scale.ticks!, {
        color: colors.faint,
        callback: (value: number | string, _: number, all: readonly { readonly value: number }[]) =>
          name === 'x' ? content.xFormat(Number(value)) : writeY(Number(value), all),
      });
      Object.assign((scale.ticks as { font: object }).font, { family: font });
      Object.assign(scale.grid!, { color: withOpacity(colors.lines, 0.4), lineWidth: 1, drawTicks: false });
    };
    setScale('x', x, (room) => content.xTicks(x.min, x.max, Math.max(2, Math.floor(room / 90))));
    setScale('y', y, (room) => (logarithmic ? logTicks : niceTicks)(y.min, y.max, Math.max(2, Math.floor(room / 44))));
  }

  private yRange(content: PlotContent, x: Range): Range {
    const series = content.lines.map((line) => ({ x: line.x, y: line.y.map((value) => this.y(value)) }));
    const { band } = this.overlay;
    if (band) series.push({ x: band.x, y: [...band.low] as number[] }, { x: band.x, y: [...band.high] as number[] });
    return padded(extent(series, x));
  }

  private placeCursor(content: PlotContent): void {
    if (this.cursor === undefined) {
      this.overlay.cursor = undefined;
      return;
    }
    const x = content.stops[this.cursor];
    const points = content.lines.flatMap((line) => {
      const i = lowerBound(line.x, x);
      const y = line.x[i] === x ? this.y(line.y[i]) : Number.NaN;
      return Number.isNaN(y) || (line.opacity ?? 1) < 1 ? [] : [{ y, color: theme().colors[line.color] }];
    });
    this.overlay.cursor = { x, points };
  }

  /** A value in the units of the scale; NaN leaves a gap. */
  private y(value: Value): number {
    if (!isFiniteNumber(value)) return Number.NaN;
    if (!this.content?.logarithmic) return value;
    return value > 0 ? Math.log10(value) : Number.NaN;
  }
}
