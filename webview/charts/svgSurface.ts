import { h } from '../dom/element';
import { CanvasSurface } from './canvasSurface';
import { theme } from './colors';
import type { Box, Corner, Fill, Stroke, Surface, TextStyle } from './surface';

/** Writes an SVG file of its own: colours and fonts are in it, rasters too. */
export class SvgSurface implements Surface {
  private readonly lines: string[] = [];
  private readonly ruler: CanvasSurface;
  private clips = 0;

  constructor(
    readonly width: number,
    readonly height: number,
  ) {
    this.ruler = new CanvasSurface(h('canvas', { width: 1, height: 1 }), 1, 1, 1);
  }

  /** The whole file. */
  file(): string {
    const size = `width="${number(this.width)}" height="${number(this.height)}"`;
    const box = `viewBox="0 0 ${number(this.width)} ${number(this.height)}"`;
    const open = `<svg xmlns="http://www.w3.org/2000/svg" ${size} ${box}>`;
    return `${[open, ...this.lines, '</svg>'].join('\n')}\n`;
  }

  fillBox(box: Box, fill: Fill, radius = 0): void {
    this.add('rect', { ...corners(box, radius), ...filled(fill) });
  }

  strokeBox(box: Box, stroke: Stroke, radius = 0): void {
    this.add('rect', { ...corners(box, radius), ...stroked(stroke) });
  }

  line(points: readonly Corner[], stroke: Stroke): void {
    this.add('polyline', { points: list(points), 'stroke-linejoin': 'round', ...stroked(stroke) });
  }

  polygon(points: readonly Corner[], fill: Fill): void {
    this.add('polygon', { points: list(points), ...filled(fill) });
  }

  curve(from: Corner, to: Corner, stroke: Stroke): void {
    const [x1, y1, middle, x2, y2] = [from.x, from.y, (from.x + to.x) / 2, to.x, to.y].map(number);
    this.add('path', { d: `M${x1} ${y1}C${middle} ${y1} ${middle} ${y2} ${x2} ${y2}`, ...stroked(stroke) });
  }

  dot(center: Corner, radius: number, fill: Fill, stroke?: Stroke): void {
    const circle = { cx: number(center.x), cy: number(center.y), r: number(radius) };
    this.add('circle', { ...circle, ...filled(fill) });
    if (stroke) this.add('circle', { ...circle, ...stroked(stroke) });
  }

  text(at: Corner, words: string, style: TextStyle): void {
    const baselines = { top: 'text-before-edge', middle: 'central', bottom: 'text-after-edge' } as const;
    const attributes = {
      x: number(at.x),
      y: number(at.y),
      fill: style.color,
      'font-family': style.mono ? theme().mono : theme().font,
      'font-size': number(style.size),
      'font-weight': style.bold ? '600' : undefined,
      'text-anchor': style.align,
      'dominant-baseline': style.baseline && baselines[style.baseline],
      transform: style.upwards ? `rotate(-90 ${number(at.x)} ${number(at.y)})` : undefined,
      'xml:space': 'preserve',
    };
    this.lines.push(`<text${write(attributes)}>${escape(words)}</text>`);
  }

  measure(words: string, style: Pick<TextStyle, 'size' | 'bold' | 'mono'>): number {
    return this.ruler.measure(words, style);
  }

  image(raster: HTMLCanvasElement, part: Box, box: Box): void {
    const left = Math.floor(part.x);
    const top = Math.floor(part.y);
    const cut = h('canvas', {
      width: Math.ceil(part.x + part.width) - left,
      height: Math.ceil(part.y + part.height) - top,
    });
    cut.getContext('2d')!.drawImage(raster, -left, -top);
    const [sideways, down] = [box.width / part.width, box.height / part.height];
    this.clipped(box, () =>
      this.add('image', {
        x: number(box.x - (part.x - left) * sideways),
        y: number(box.y - (part.y - top) * down),
        width: number(cut.width * sideways),
        height: number(cut.height * down),
        preserveAspectRatio: 'none',
        'image-rendering': 'pixelated',
        href: cut.toDataURL(),
      }),
    );
  }

  clipped(box: Box, draw: () => void): void {
    this.clips += 1;
    const id = `clip-${this.clips}`;
    this.lines.push(`<clipPath id="${id}"><rect${write(corners(box, 0))}/></clipPath><g clip-path="url(#${id})">`);
    draw();
    this.lines.push('</g>');
  }

  private add(tag: string, attributes: Attributes): void {
    this.lines.push(`<${tag}${write(attributes)}/>`);
  }
}

type Attributes = Readonly<Record<string, string | undefined>>;

function corners({ x, y, width, height }: Box, radius: number): Attributes {
  const rx = radius > 0 ? number(radius) : undefined;
  return { x: number(x), y: number(y), width: number(width), height: number(height), rx };
}

function filled({ color, opacity }: Fill): Attributes {
  return { fill: color, 'fill-opacity': opacity === undefined ? undefined : number(opacity) };
}

function stroked({ color, width, dash, opacity }: Stroke): Attributes {
  return {
    fill: 'none',
    stroke: color,
    'stroke-width': number(width ?? 1),
    'stroke-dasharray': dash?.join(' '),
    'stroke-opacity': opacity === undefined ? undefined : number(opacity),
  };
}

const list = (points: readonly Corner[]): string => points.map(({ x, y }) => `${number(x)},${number(y)}`).join(' ');

/** A hundredth of a pixel is enough. */
const number = (value: number): string => String(Math.round(value * 100) / 100);

function write(attributes: Attributes): string {
  return Object.entries(attributes)
    .map(([name, value]) => (value === undefined ? '' : ` ${name}="${escape(value)}"`))
    .join('');
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** What XML 1.0 cannot hold (control characters of a text's tokens) becomes the replacement character. */
function escape(text: string): string {
  return (
    text
      .replaceAll(/[&<>"]/g, (character) => entities[character])
      // oxlint-disable-next-line no-control-regex
      .replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '\ufffd')
  );
}
