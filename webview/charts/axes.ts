import { colormap, type ColorScale } from './colormap';
import { theme } from './colors';
import { h } from '../dom/element';
import type { Range } from './range';
import { fitted, type Box, type Surface } from './surface';
import { logTicks, niceTicks } from './ticks';

/** Size of the letters of axes and legends. */
export const letters = 11;

/** Room at the left of charts and heatmaps, so that what stands one below the other lines up. */
export const leftRoom = 74;
export const rightRoom = 14;

/** The colours of a scale as a bar that ends at `right`, its least and greatest value at its sides. */
export function drawLegend(
  surface: Surface,
  scale: ColorScale,
  right: number,
  top: number,
  write: (value: number) => string,
): void {
  const width = Math.min(150, surface.width * 0.35);
  const left = right - width;
  const bar = h('canvas', { width: 256, height: 1 });
  const context = bar.getContext('2d')!;
  const image = new ImageData(256, 1);
  new Uint32Array(image.data.buffer).set(colormap(scale.map).table);
  context.putImageData(image, 0, 0);
  const box = { x: left, y: top, width, height: 8 };
  surface.image(bar, { x: 0, y: 0, width: 256, height: 1 }, box);
  surface.strokeBox(box, { color: theme().colors.lines, width: 0.5 });
  const style = { color: theme().colors.faint, size: letters, baseline: 'middle' } as const;
  const middle = top + 4;
  surface.text({ x: left - 5, y: middle }, write(scale.min), { ...style, align: 'end' });
  surface.text({ x: right + 5, y: middle }, write(scale.max), { ...style, align: 'start' });
}

/** Pixels that the legend's greatest value takes at the right of its bar. */
export const legendRoom = (surface: Surface, scale: ColorScale, write: (value: number) => string): number =>
  surface.measure(write(scale.max), { size: letters }) + 6;

/** Names below the cells of an axis: as many as there is room for, upright or turned. */
export interface CellLabels {
  readonly visible: Range;
  readonly name: (index: number) => string;
  readonly box: Box;
  /** Whether names may be turned where there is no room for them upright. */
  readonly turns?: boolean;
}

/** Pixels between two names. */
export const between = 2;

/** How tall the names below an axis may become. */
export const turnedRoom = 62;

/** Whether there is room for turned names, one to a cell. */
export const canTurn = (cell: number): boolean => cell >= letters;

export function drawColumnLabels(surface: Surface, { visible, name, box, turns }: CellLabels): void {
  const cell = box.width / (visible.max - visible.min);
  const color = theme().colors.faint;
  const place = (index: number): number => box.x + (index + 0.5 - visible.min) * cell;
  const first = Math.max(0, Math.ceil(visible.min - 0.5));
  const last = Math.floor(visible.max - 0.5 - 1e-9);
  const names = Array.from({ length: Math.max(0, Math.min(last - first + 1, 2000)) }, (_, i) => name(first + i));
  // Measuring takes its time: of a thousand names only the longest are measured.
  const longest = Math.max(0, ...names.map(({ length }) => length));
  const measured = names.filter(({ length }) => length >= longest - 1).slice(0, 20);
  const widest = Math.max(0, ...measured.map((each) => surface.measure(each, { size: letters })));
  const top = box.y + box.height + 4;
  if (widest + between <= cell || !turns || !canTurn(cell)) {
    // A name to every so many cells, never one over the other.
    const every = widest + between <= cell ? 1 : roundUp((Math.min(widest, 80) + 12) / cell);
    for (let index = Math.ceil(first / every) * every; index <= last; index += every) {
      const words = fitted(surface, name(index), { color, size: letters }, every * cell - 4);
      const half = surface.measure(words, { size: letters }) / 2;
      const x = Math.min(Math.max(place(index), box.x + half), box.x + box.width - half);
      if (every > 1) tick(surface, place(index), box);
      surface.text({ x, y: top }, words, { color, size: letters, align: 'middle', baseline: 'top' });
    }
    return;
  }
  for (let index = first; index <= last; index += 1) {
    const words = fitted(surface, name(index), { color, size: letters }, turnedRoom - 8);
    surface.text({ x: place(index), y: top }, words, {
      color,
      size: letters,
      align: 'end',
      baseline: 'middle',
      upwards: true,
    });
  }
}

/** The next of 1, 2, 5, 10, 20... */
function roundUp(least: number): number {
  const power = 10 ** Math.max(0, Math.floor(Math.log10(least)));
  return [1, 2, 5, 10].map((factor) => factor * power).find((value) => value >= least) ?? 1;
}

function tick(surface: Surface, x: number, box: Box): void {
  const y = box.y + box.height;
  surface.line(
    [
      { x, y },
      { x, y: y + 3 },
    ],
    { color: theme().colors.lines },
  );
}

export function drawRowLabels(surface: Surface, { visible, name, box }: CellLabels): void {
  const cell = box.height / (visible.max - visible.min);
  const every = roundUp((letters + 3) / cell);
  const first = Math.max(0, Math.ceil(visible.min - 0.5));
  const last = Math.floor(visible.max - 0.5 - 1e-9);
  const color = theme().colors.faint;
  for (let index = Math.ceil(first / every) * every; index <= last; index += every) {
    const y = box.y + (index + 0.5 - visible.min) * cell;
    const words = fitted(surface, name(index), { color, size: letters }, box.x - 8);
    surface.text({ x: box.x - 6, y }, words, { color, size: letters, align: 'end', baseline: 'middle' });
  }
}

/** Values at the left, and a faint rule across for each. */
export function drawValueAxis(
  surface: Surface,
  box: Box,
  range: Range,
  write: (value: number) => string,
  logarithmic = false,
): void {
  const { colors } = theme();
  const ticks = (logarithmic ? logTicks : niceTicks)(range.min, range.max, Math.max(2, Math.floor(box.height / 36)));
  for (const value of ticks) {
    const y = box.y + box.height * (1 - (value - range.min) / (range.max - range.min));
    surface.line(
      [
        { x: box.x, y },
        { x: box.x + box.width, y },
      ],
      { color: colors.lines, opacity: 0.35 },
    );
    const words = write(logarithmic ? 10 ** value : value);
    const style = { color: colors.faint, size: letters, align: 'end', baseline: 'middle' } as const;
    surface.text({ x: box.x - 6, y }, fitted(surface, words, style, box.x - 8), style);
  }
}
