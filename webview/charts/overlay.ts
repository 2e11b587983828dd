import type { Chart, Plugin } from 'chart.js';
import { isFiniteNumber } from '../format/formats';
import { theme } from './colors';
import type { Band } from './line';
import type { Range } from './range';

/** What is drawn on top of, or beneath, the lines. All x and y are in the units of the scales. */
export interface Overlay {
  band?: Band;
  /** Where the cursor stands, and the values of the lines there. */
  cursor?: { readonly x: number; readonly points: readonly { readonly y: number; readonly color: string }[] };
  /** The stretch that is being dragged over. */
  selection?: Range;
  /** A point to stand out, with a star above it. */
  best?: { readonly x: number; readonly y: number; readonly color: string };
  /** A vertical line where the future begins. */
  divider?: number;
}

/** A chart.js plugin that draws `overlay` as it is at that moment. */
export function overlayPlugin(overlay: Overlay): Plugin<'line'> {
  return {
    id: 'overlay',
    beforeDatasetsDraw(chart) {
      clipped(chart, (context) => {
        if (overlay.band) drawBand(chart, context, overlay.band);
        if (overlay.divider !== undefined) drawRule(chart, context, overlay.divider, theme().colors.lines, [2, 3]);
      });
    },
    afterDatasetsDraw(chart) {
      clipped(chart, (context) => {
        if (overlay.selection) drawSelection(chart, context, overlay.selection);
        if (overlay.cursor) drawCursor(chart, context, overlay.cursor);
      });
      if (overlay.best) drawStar(chart, chart.ctx, overlay.best);
    },
  };
}

function clipped(chart: Chart, draw: (context: CanvasRenderingContext2D) => void): void {
  const { ctx, chartArea } = chart;
  ctx.save();
  ctx.beginPath();
  ctx.rect(chartArea.left, chartArea.top - 1, chartArea.width, chartArea.height + 2);
  ctx.clip();
  draw(ctx);
  ctx.restore();
}

const pixelX = (chart: Chart, value: number): number => chart.scales.x.getPixelForValue(value);
const pixelY = (chart: Chart, value: number): number => chart.scales.y.getPixelForValue(value);

/** One closed area for every stretch of points that have both bounds. */
function drawBand(chart: Chart, context: CanvasRenderingContext2D, band: Band): void {
  context.fillStyle = theme().colors[band.color];
  context.globalAlpha = theme().contrast ? 0.35 : 0.18;
  let start = 0;
  for (let i = 0; i <= band.x.length; i += 1) {
    if (i < band.x.length && isFiniteNumber(band.low[i]) && isFiniteNumber(band.high[i])) continue;
    if (i - start > 1) fillStretch(chart, context, band, start, i);
    start = i + 1;
  }
}

function fillStretch(chart: Chart, context: CanvasRenderingContext2D, band: Band, from: number, to: number): void {
  context.beginPath();
  for (let i = from; i < to; i += 1) context.lineTo(pixelX(chart, band.x[i]), pixelY(chart, band.high[i]!));
  for (let i = to - 1; i >= from; i -= 1) context.lineTo(pixelX(chart, band.x[i]), pixelY(chart, band.low[i]!));
  context.closePath();
  context.fill();
}

function drawRule(
  chart: Chart,
  context: CanvasRenderingContext2D,
  x: number,
  color: string,
  dash: readonly number[],
): void {
  const { top, bottom } = chart.chartArea;
  const at = Math.round(pixelX(chart, x)) + 0.5;
  context.beginPath();
  context.setLineDash([...dash]);
  context.strokeStyle = color;
  context.lineWidth = 1;
  context.moveTo(at, top);
  context.lineTo(at, bottom);
  context.stroke();
  context.setLineDash([]);
}

function drawCursor(chart: Chart, context: CanvasRenderingContext2D, cursor: NonNullable<Overlay['cursor']>): void {
  drawRule(chart, context, cursor.x, theme().colors.faint, []);
  for (const point of cursor.points) {
    context.beginPath();
    context.arc(pixelX(chart, cursor.x), pixelY(chart, point.y), 3.5, 0, 2 * Math.PI);
    context.fillStyle = point.color;
    context.fill();
    context.lineWidth = 1.5;
    context.strokeStyle = theme().colors.background;
    context.stroke();
  }
}

function drawSelection(chart: Chart, context: CanvasRenderingContext2D, selection: Range): void {
  const { top, height } = chart.chartArea;
  const from = pixelX(chart, selection.min);
  const to = pixelX(chart, selection.max);
  context.fillStyle = theme().colors.focus;
  context.strokeStyle = theme().colors.focus;
  context.globalAlpha = 0.2;
  context.fillRect(from, top, to - from, height);
  context.globalAlpha = 1;
  context.lineWidth = 1;
  context.strokeRect(from + 0.5, top, to - from - 1, height);
}

function drawStar(chart: Chart, context: CanvasRenderingContext2D, best: NonNullable<Overlay['best']>): void {
  const x = pixelX(chart, best.x);
  const { left, right, top } = chart.chartArea;
  if (x < left - 1 || x > right + 1) return;
  const y = Math.max(pixelY(chart, best.y) - 11, top + 6);
  context.save();
  context.beginPath();
  for (let i = 0; i < 10; i += 1) {
    const radius = i % 2 === 0 ? 5.5 : 2.4;
    const angle = -Math.PI / 2 + (i * Math.PI) / 5;
    context.lineTo(x + radius * Math.cos(angle), y + radius * Math.sin(angle));
  }
  context.closePath();
  context.lineWidth = 2;
  context.strokeStyle = theme().colors.background;
  context.stroke();
  context.fillStyle = best.color;
  context.fill();
  context.restore();
}
