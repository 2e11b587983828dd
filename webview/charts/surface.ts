export interface Stroke {
  readonly color: string;
  readonly width?: number;
  readonly dash?: readonly number[];
  /** Share, 1 when absent. */
  readonly opacity?: number;
}

export interface Fill {
  readonly color: string;
  readonly opacity?: number;
}

export interface TextStyle {
  readonly color: string;
  /** Pixels. */
  readonly size: number;
  readonly align?: 'start' | 'middle' | 'end';
  readonly baseline?: 'top' | 'middle' | 'bottom';
  readonly bold?: boolean;
  readonly mono?: boolean;
  /** Read upwards, turned around its own point. */
  readonly upwards?: boolean;
}

export interface Corner {
  readonly x: number;
  readonly y: number;
}

export interface Box extends Corner {
  readonly width: number;
  readonly height: number;
}

/**
 * What every picture is drawn on: the screen's canvas, or the text of an SVG file, by the same calls. All lengths are CSS pixels
 * from the top left corner.
 */
export interface Surface {
  readonly width: number;
  readonly height: number;
  fillBox(box: Box, fill: Fill, radius?: number): void;
  strokeBox(box: Box, stroke: Stroke, radius?: number): void;
  line(points: readonly Corner[], stroke: Stroke): void;
  polygon(points: readonly Corner[], fill: Fill): void;
  /** From one point to another, leaving and arriving level. */
  curve(from: Corner, to: Corner, stroke: Stroke): void;
  dot(center: Corner, radius: number, fill: Fill, stroke?: Stroke): void;
  text(at: Corner, words: string, style: TextStyle): void;
  /** Width of words in pixels. */
  measure(words: string, style: Pick<TextStyle, 'size' | 'bold' | 'mono'>): number;
  /** Draws a raster; its pixels stay sharp. `part` is in the pixels of the raster. */
  image(raster: HTMLCanvasElement, part: Box, box: Box): void;
  /** Draws, and shows only what falls into a box. */
  clipped(box: Box, draw: () => void): void;
}

/** The words, cut with an ellipsis to what fits: their beginning, or their end. */
export function fitted(
  surface: Surface,
  words: string,
  style: TextStyle,
  room: number,
  keep: 'beginning' | 'end' = 'beginning',
): string {
  if (surface.measure(words, style) <= room) return words;
  const letters = Array.from(words);
  const cut = (count: number): string =>
    keep === 'beginning'
      ? `${letters.slice(0, count).join('')}\u2026`
      : `\u2026${letters.slice(letters.length - count).join('')}`;
  let low = 0;
  let high = letters.length;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (surface.measure(cut(middle), style) <= room) low = middle;
    else high = middle - 1;
  }
  return low === 0 ? '' : cut(low);
}
