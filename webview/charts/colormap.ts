import { interpolateCividis, interpolateRdBu, interpolateViridis } from 'd3-scale-chromatic';
import type { Range } from './range';

/**
 * `viridis` and `cividis` for magnitudes: perceptually uniform, and read alike with and without full colour vision. `diverging` (blue,
 * white, red: ColorBrewer's RdBu) where zero matters.
 */
const makers = {
  viridis: interpolateViridis,
  cividis: interpolateCividis,
  diverging: (share: number) => interpolateRdBu(1 - share),
} as const satisfies Readonly<Record<string, (share: number) => string>>;

export type ColormapName = keyof typeof makers;

export interface Colormap {
  readonly name: ColormapName;
  /** 256 pixels as ImageData holds them: red in the lowest byte, alpha in the highest. */
  readonly table: Uint32Array;
}

const size = 256;
const made = new Map<ColormapName, Colormap>();

export function colormap(name: ColormapName): Colormap {
  let map = made.get(name);
  if (!map) {
    map = { name, table: Uint32Array.from({ length: size }, (_, i) => pixelOf(makers[name](i / (size - 1)))) };
    made.set(name, map);
  }
  return map;
}

/** d3 writes `rgb(r, g, b)` or `#rrggbb`. */
function pixelOf(css: string): number {
  const parts = css.startsWith('#')
    ? [1, 3, 5].map((at) => Number.parseInt(css.slice(at, at + 2), 16))
    : (css.match(/[\d.]+/g) ?? []).map(Number);
  const [red, green, blue] = parts;
  return (0xff000000 | (blue << 16) | (green << 8) | red) >>> 0;
}

/** Values between two limits, and the colours that stand for them. What lies outside takes the colour of the nearer end. */
export interface ColorScale extends Range {
  readonly map: ColormapName;
  /** Equal ratios are equal steps of colour; both limits are above zero. */
  readonly logarithmic?: boolean;
}

/** A scale of magnitudes, or one around zero that reaches equally far to both sides. */
export function scaleFor(values: Range, map: ColormapName): ColorScale {
  if (map !== 'diverging') return { ...values, map };
  const reach = Math.max(Math.abs(values.min), Math.abs(values.max)) || 1;
  return { min: -reach, max: reach, map };
}

/** Which of the 256 colours stands for a value. */
export function colorIndex(scale: ColorScale, value: number): number {
  const place = scale.logarithmic ? Math.log(value) : value;
  const min = scale.logarithmic ? Math.log(scale.min) : scale.min;
  const max = scale.logarithmic ? Math.log(scale.max) : scale.max;
  const share = max > min ? (place - min) / (max - min) : 0.5;
  return Math.round(Math.min(Math.max(share, 0), 1) * (size - 1));
}

/** The colour of a value in CSS; of no value, transparent. */
export function colorOf(scale: ColorScale, value: number): string {
  if (Number.isNaN(value)) return 'transparent';
  const pixel = colormap(scale.map).table[colorIndex(scale, value)];
  return `rgb(${pixel & 255}, ${(pixel >> 8) & 255}, ${(pixel >> 16) & 255})`;
}

/** Black or white: what can be read on the colour of a value (relative luminance of WCAG 2). */
export function inkOn(scale: ColorScale, value: number): string {
  const pixel = colormap(scale.map).table[colorIndex(scale, value)];
  const linear = [0, 8, 16].map((shift) => (((pixel >> shift) & 255) / 255) ** 2.2);
  return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] > 0.18 ? '#000000' : '#ffffff';
}

/** Paints values into pixels of the same order; NaN stays transparent. The inner loop of every heatmap. */
export function paintValues(values: ArrayLike<number>, scale: ColorScale, pixels: Uint32Array): void {
  const { table } = colormap(scale.map);
  if (scale.logarithmic) {
    for (let i = 0; i < pixels.length; i += 1) {
      pixels[i] = Number.isNaN(values[i]) ? 0 : table[colorIndex(scale, values[i])];
    }
    return;
  }
  const { min, max } = scale;
  const factor = max > min ? (size - 1) / (max - min) : 0;
  const start = factor > 0 ? 0.5 - min * factor : (size - 1) / 2;
  for (let i = 0; i < pixels.length; i += 1) {
    const place = values[i] * factor + start;
    // NaN compares false with everything.
    pixels[i] = place >= 0 ? table[place < size ? place | 0 : size - 1] : place < 0 ? table[0] : 0;
  }
}
