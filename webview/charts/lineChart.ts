import { isFiniteNumber, type Value } from '../format/formats';
import { lowerBound, nearest } from '../curves/curve';
import { drawColumnLabels, drawValueAxis, leftRoom, letters, rightRoom } from './axes';
import { theme } from './colors';
import type { Line } from './line';
import { Picture } from './picture';
import { extent, padded, type Range } from './range';
import { fitted, type Box, type Corner, type Stroke, type Surface } from './surface';

export interface NamedLine extends Line {
  /** For the legend. */
  readonly name: string;
}

export interface LineChartContent {
  readonly lines: readonly NamedLine[];
  /** Where the cursor may stand, ascending. */
  readonly stops: readonly number[];
  /** What of x is seen, in the units of the stops; cells around them when `cells` is set. */
  readonly visible: Range;
  readonly xName: (x: number) => string;
  readonly write: (value: number) => string;
  /** What is said of the stop `index`. */
  readonly describe: (index: number) => string;
  readonly logarithmic?: boolean;
  /** A range of y in place of that of the lines. */
  readonly y?: Range;
  /** Upright rules, each with its words. */
  readonly rules?: readonly { readonly x: number; readonly words: string }[];
  /** Level rules. */
  readonly levels?: readonly { readonly y: number; readonly words: string }[];
}

export interface LineChartOptions {
  readonly label: string;
  /** Height of the plot in pixels. */
  readonly height: number;
  readonly onCursor?: (index: number | undefined, words: string) => void;
  readonly onPick?: (index: number) => void;
}

const bottomRoom = 22;
const rowHeight = 16;

/** Lines over steps, drawn by ourselves so that they can be written as SVG and stand in line with a heatmap. */
export class LineChart extends Picture {
  private content?: LineChartContent;
  private cursor?: number;

  constructor(private readonly options: LineChartOptions) {
    super(options);
  }

  show(content: LineChartContent): void {
    this.content = content;
    if (this.cursor !== undefined && this.cursor >= content.stops.length) this.cursor = undefined;
    this.tell();
    this.redraw();
  }

  setCursor(index: number | undefined): void {
    if (index === this.cursor) return;
    this.cursor = index;
    this.tell();
    this.redraw();
  }

  protected override heightAt(width: number): number {
    return this.options.height + bottomRoom + this.legendRows(width) * rowHeight + 6;
  }

  protected override paint(surface: Surface): void {
    const { content } = this;
    if (!content) return;
    const box = this.box(surface.width);
    const y = this.yRange(content);
    this.paintLegend(surface, content);
    drawValueAxis(surface, box, y, content.write, content.logarithmic);
    drawColumnLabels(surface, {
      // A stop stands in the middle of its cell.
      visible: { min: content.visible.min, max: content.visible.max },
      name: (index) => content.xName(index),
      box,
    });
    surface.clipped({ ...box, y: box.y - 1, height: box.height + 2 }, () => {
      for (const level of content.levels ?? []) this.paintLevel(surface, box, y, level, content);
      for (const rule of content.rules ?? []) this.paintRule(surface, box, rule, content);
      for (const line of content.lines) this.paintLine(surface, box, y, line, content);
      this.paintCursor(surface, box, y, content);
    });
  }

  protected override point(at: Corner | undefined): void {
    const { content } = this;
    if (!content) return;
    const box = this.box(this.element.clientWidth);
    const inside = at && at.x >= box.x && at.x <= box.x + box.width;
    this.setCursor(inside ? this.indexAt(at.x, box, content) : undefined);
    this.setCursorShape(this.options.onPick ? 'pointer' : 'crosshair');
  }

  protected override press(at: Corner): void {
    if (this.content) this.options.onPick?.(this.indexAt(at.x, this.box(this.element.clientWidth), this.content));
  }

  protected override key(event: KeyboardEvent): boolean {
    const { stops } = this.content ?? { stops: [] };
    if (stops.length === 0) return false;
    const now = this.cursor ?? stops.length;
    const places: Readonly<Record<string, number>> = {
      ArrowLeft: now - 1,
      ArrowRight: (this.cursor ?? -1) + 1,
      PageUp: now - 20,
      PageDown: (this.cursor ?? -1) + 20,
      Home: 0,
      End: stops.length - 1,
    };
    const place = places[event.key];
    if (place !== undefined) this.setCursor(Math.min(Math.max(place, 0), stops.length - 1));
    else if (event.key === 'Escape') this.setCursor(undefined);
    else if (event.key === 'Enter' && this.cursor !== undefined) this.options.onPick?.(this.cursor);
    else return false;
    return true;
  }

  private indexAt(x: number, box: Box, content: LineChartContent): number {
    const { min, max } = content.visible;
    return nearest(content.stops, min + ((x - box.x) / box.width) * (max - min) - 0.5);
  }

  private tell(): void {
    const { content, cursor } = this;
    if (!content) return;
    const words = content.stops.length > 0 ? content.describe(cursor ?? content.stops.length - 1) : '';
    this.describe(cursor ?? content.stops.length - 1, content.stops.length, words);
    this.options.onCursor?.(cursor, cursor === undefined ? '' : words);
  }

  private box(width: number): Box {
    const top = this.legendRows(width) * rowHeight + 6;
    return { x: leftRoom, y: top, width: width - leftRoom - rightRoom, height: this.options.height };
  }

  private yRange(content: LineChartContent): Range {
    const series = content.lines.map(({ x, y }) => ({ x, y: y.map((value) => axisValue(value, content)) }));
    return content.y ?? padded(extent(series));
  }

  private xOf(x: number, box: Box, { visible }: LineChartContent): number {
    return box.x + ((x + 0.5 - visible.min) / (visible.max - visible.min)) * box.width;
  }

  private paintLine(surface: Surface, box: Box, y: Range, line: Line, content: LineChartContent): void {
    const stroke = strokeOf(line);
    const high = (value: number): number => box.y + box.height * (1 - (value - y.min) / (y.max - y.min));
    let points: Corner[] = [];
    const flush = (): void => {
      if (points.length > 1) surface.line(points, stroke);
      else if (points.length === 1) surface.dot(points[0], 2, stroke);
      points = [];
    };
    // One point beyond each edge, so that the line runs out of sight.
    const first = Math.max(lowerBound(line.x, content.visible.min) - 2, 0);
    const last = Math.min(lowerBound(line.x, content.visible.max) + 2, line.x.length);
    for (let i = first; i < last; i += 1) {
      const value = axisValue(line.y[i], content);
      if (Number.isNaN(value)) flush();
      else points.push({ x: this.xOf(line.x[i], box, content), y: high(value) });
    }
    flush();
    if (line.marker !== undefined && line.marker !== 'none') {
      for (let i = first; i < last; i += 1) {
        const value = axisValue(line.y[i], content);
        if (!Number.isNaN(value)) surface.dot({ x: this.xOf(line.x[i], box, content), y: high(value) }, 3, stroke);
      }
    }
  }

  private paintCursor(surface: Surface, box: Box, y: Range, content: LineChartContent): void {
    if (this.cursor === undefined) return;
    const { colors } = theme();
    const stop = content.stops[this.cursor];
    const x = this.xOf(stop, box, content);
    surface.line(
      [
        { x, y: box.y },
        { x, y: box.y + box.height },
      ],
      { color: colors.faint },
    );
    for (const line of content.lines) {
      const i = lowerBound(line.x, stop);
      const value = line.x[i] === stop ? axisValue(line.y[i], content) : Number.NaN;
      if (Number.isNaN(value)) continue;
      const at = { x, y: box.y + box.height * (1 - (value - y.min) / (y.max - y.min)) };
      surface.dot(at, 3.5, { color: colors[line.color] }, { color: colors.background, width: 1.5 });
    }
  }

  private paintRule(
    surface: Surface,
    box: Box,
    rule: { readonly x: number; readonly words: string },
    content: LineChartContent,
  ): void {
    const { colors } = theme();
    const x = this.xOf(rule.x, box, content);
    surface.line(
      [
        { x, y: box.y },
        { x, y: box.y + box.height },
      ],
      { color: colors.text, dash: [5, 4] },
    );
    const room = surface.measure(rule.words, { size: letters });
    const align = x + room + 6 > box.x + box.width ? 'end' : 'start';
    const style = { color: colors.text, size: letters, align, baseline: 'top' } as const;
    surface.text({ x: align === 'end' ? x - 5 : x + 5, y: box.y + 3 }, rule.words, style);
  }

  private paintLevel(
    surface: Surface,
    box: Box,
    y: Range,
    level: { readonly y: number; readonly words: string },
    content: LineChartContent,
  ): void {
    const value = axisValue(level.y, content);
    if (value < y.min || value > y.max) return;
    const { colors } = theme();
    const at = box.y + box.height * (1 - (value - y.min) / (y.max - y.min));
    surface.line(
      [
        { x: box.x, y: at },
        { x: box.x + box.width, y: at },
      ],
      { color: colors.faint, dash: [2, 3] },
    );
    const style = { color: colors.faint, size: letters, align: 'end', baseline: 'bottom' } as const;
    surface.text({ x: box.x + box.width - 4, y: at - 2 }, level.words, style);
  }

  /** Names take as many rows as they need; widths are guessed before there is a surface to measure on. */
  private legendRows(width: number): number {
    let rows = 1;
    let x = leftRoom;
    for (const line of this.content?.lines ?? []) {
      const wide = legendWidth(line.name);
      if (x + wide > width - rightRoom && x > leftRoom) {
        rows += 1;
        x = leftRoom;
      }
      x += wide;
    }
    return rows;
  }

  private paintLegend(surface: Surface, content: LineChartContent): void {
    const { colors } = theme();
    let x = leftRoom;
    let y = rowHeight / 2;
    for (const line of content.lines) {
      const wide = legendWidth(line.name);
      if (x + wide > surface.width - rightRoom && x > leftRoom) {
        x = leftRoom;
        y += rowHeight;
      }
      surface.line(
        [
          { x, y },
          { x: x + 18, y },
        ],
        { ...strokeOf(line), width: Math.max(line.width, 1.5) },
      );
      if (line.marker !== undefined && line.marker !== 'none') surface.dot({ x: x + 9, y }, 3, strokeOf(line));
      const style = { color: colors.text, size: letters, baseline: 'middle' } as const;
      surface.text({ x: x + 23, y }, fitted(surface, line.name, style, surface.width - x - 30), style);
      x += wide;
    }
  }
}

const legendWidth = (name: string): number => 23 + name.length * letters * 0.62 + 16;

function strokeOf(line: Line): Stroke {
  return { color: theme().colors[line.color], width: line.width, dash: line.dash, opacity: line.opacity };
}

/** A value in the units of the axis; NaN leaves a gap. */
function axisValue(value: Value, { logarithmic }: Pick<LineChartContent, 'logarithmic'>): number {
  if (!isFiniteNumber(value)) return Number.NaN;
  if (!logarithmic) return value;
  return value > 0 ? Math.log10(value) : Number.NaN;
}
