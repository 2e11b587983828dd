import type { ChartDataset } from 'chart.js';
import { isFiniteNumber, type Value } from '../format/formats';
import { theme } from './colors';
import type { Line, Marker } from './line';

export interface Point {
  x: number;
  y: number;
}

const pointStyles: Readonly<Record<Marker, string>> = {
  none: 'circle',
  circle: 'circle',
  diamond: 'rectRot',
  square: 'rect',
  triangle: 'triangle',
};

/** More markers than this are drawn smaller. */
const manyMarkers = 80;

/**
 * A line in chart.js's words, with the colours of the theme as it is now.
 *
 * @param order lower is drawn later, on top
 * @param y gives a value's place on the scale, NaN for a gap
 */
export function datasetOf(line: Line, order: number, y: (value: Value) => number): ChartDataset<'line', Point[]> {
  const { colors } = theme();
  const color = withOpacity(colors[line.color], line.opacity ?? 1);
  const marked = line.marker !== undefined && line.marker !== 'none';
  return {
    data: line.x.map((x, i) => ({ x, y: y(line.y[i]) })),
    order,
    borderColor: color,
    backgroundColor: color,
    borderWidth: line.width,
    borderDash: [...(line.dash ?? [])],
    borderJoinStyle: 'round',
    pointStyle: pointStyles[line.marker ?? 'none'],
    pointRadius: marked ? (line.x.length > manyMarkers ? 2.5 : 4) : aloneRadius(line.y),
    pointBorderWidth: marked ? 1 : 0,
    pointBorderColor: colors.background,
    spanGaps: marked,
  };
}

/** A dot for each point that has no neighbour to draw a line to. One number for all where that will do: it is quicker. */
function aloneRadius(values: readonly Value[]): number | number[] {
  const alone = (_: Value, i: number): boolean => !isFiniteNumber(values[i - 1]) && !isFiniteNumber(values[i + 1]);
  const some = values.some((value, i) => isFiniteNumber(value) && alone(value, i));
  return some ? values.map((value, i) => (alone(value, i) ? 2 : 0)) : 0;
}

/** Any CSS colour, thinned: the canvas understands color-mix with what the theme gave. */
export function withOpacity(color: string, opacity: number): string {
  return opacity >= 1 ? color : `color-mix(in srgb, ${color} ${Math.round(opacity * 100)}%, transparent)`;
}
