import { svg } from '../dom/element';
import type { Value } from '../format/formats';
import type { ColorRole } from './colors';

export type Marker = 'none' | 'circle' | 'diamond' | 'square' | 'triangle';

/** How a line looks: never by colour alone. */
export interface LineStyle {
  readonly color: ColorRole;
  readonly width: number;
  readonly dash?: readonly number[];
  readonly marker?: Marker;
  /** Share of opacity, 1 when absent. */
  readonly opacity?: number;
}

export interface Line extends LineStyle {
  readonly key: string;
  readonly x: readonly number[];
  readonly y: readonly Value[];
}

/** Values between `low` and `high`, drawn as a faint area. */
export interface Band {
  readonly color: ColorRole;
  readonly x: readonly number[];
  readonly low: readonly Value[];
  readonly high: readonly Value[];
}

const markers: Readonly<Record<Exclude<Marker, 'none'>, string>> = {
  circle: 'M10 2.8a3.2 3.2 0 1 0 0 6.4a3.2 3.2 0 1 0 0-6.4z',
  diamond: 'M10 2l4 4-4 4-4-4z',
  square: 'M7 3h6v6H7z',
  triangle: 'M10 2.5l4 7H6z',
};

/** A short piece of the line, for a legend. */
export function swatch(style: LineStyle): SVGElement {
  const stroke = svg('path', {
    d: 'M0 6H20',
    class: `stroke-${style.color}`,
    'stroke-width': String(Math.max(style.width, 1.5)),
    'stroke-dasharray': style.dash?.join(' ') ?? 'none',
    opacity: String(style.opacity ?? 1),
  });
  const shapes = [stroke];
  if (style.marker && style.marker !== 'none') {
    shapes.push(svg('path', { d: markers[style.marker], class: `fill-${style.color}` }));
  }
  return svg('svg', { viewBox: '0 0 20 12', class: 'swatch', 'aria-hidden': 'true' }, ...shapes);
}
