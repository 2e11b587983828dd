import { theme } from './colors';
import type { Box, Corner, Fill, Stroke, Surface, TextStyle } from './surface';

/** The surface of a canvas; one CSS pixel is `ratio` of its own. */
export class CanvasSurface implements Surface {
  private readonly context: CanvasRenderingContext2D;

  constructor(
    canvas: HTMLCanvasElement,
    readonly width: number,
    readonly height: number,
    ratio: number,
  ) {
    this.context = canvas.getContext('2d')!;
    this.context.setTransform(ratio, 0, 0, ratio, 0, 0);
    this.context.clearRect(0, 0, width, height);
  }

  fillBox({ x, y, width, height }: Box, fill: Fill, radius = 0): void {
    this.filled(fill, () => {
      if (radius === 0) {
        this.context.fillRect(x, y, width, height);
        return;
      }
      this.context.beginPath();
      this.context.roundRect(x, y, width, height, radius);
      this.context.fill();
    });
  }

  strokeBox({ x, y, width, height }: Box, stroke: Stroke, radius = 0): void {
    this.stroked(stroke, () => this.context.roundRect(x, y, width, height, radius));
  }

  line(points: readonly Corner[], stroke: Stroke): void {
    this.stroked(stroke, () => this.path(points));
  }

  polygon(points: readonly Corner[], fill: Fill): void {
    this.filled(fill, () => {
      this.context.beginPath();
      this.path(points);
      this.context.closePath();
      this.context.fill();
    });
  }

  curve(from: Corner, to: Corner, stroke: Stroke): void {
    const middle = (from.x + to.x) / 2;
    this.stroked(stroke, () => {
      this.context.moveTo(from.x, from.y);
      this.context.bezierCurveTo(middle, from.y, middle, to.y, to.x, to.y);
    });
  }

  dot(center: Corner, radius: number, fill: Fill, stroke?: Stroke): void {
    const circle = (): void => this.context.arc(center.x, center.y, radius, 0, 2 * Math.PI);
    this.filled(fill, () => {
      this.context.beginPath();
      circle();
      this.context.fill();
    });
    if (stroke) this.stroked(stroke, circle);
  }

  text(at: Corner, words: string, style: TextStyle): void {
    const { context } = this;
    context.save();
    context.font = font(style);
    context.fillStyle = style.color;
    context.textAlign = style.align === 'middle' ? 'center' : (style.align ?? 'start');
    context.textBaseline = style.baseline ?? 'alphabetic';
    context.translate(at.x, at.y);
    if (style.upwards) context.rotate(-Math.PI / 2);
    context.fillText(words, 0, 0);
    context.restore();
  }

  measure(words: string, style: Pick<TextStyle, 'size' | 'bold' | 'mono'>): number {
    this.context.font = font(style);
    return this.context.measureText(words).width;
  }

  image(raster: HTMLCanvasElement, part: Box, box: Box): void {
    this.context.imageSmoothingEnabled = false;
    this.context.drawImage(raster, part.x, part.y, part.width, part.height, box.x, box.y, box.width, box.height);
  }

  clipped({ x, y, width, height }: Box, draw: () => void): void {
    this.context.save();
    this.context.beginPath();
    this.context.rect(x, y, width, height);
    this.context.clip();
    draw();
    this.context.restore();
  }

  private path(points: readonly Corner[]): void {
    points.forEach(({ x, y }, i) => (i === 0 ? this.context.moveTo(x, y) : this.context.lineTo(x, y)));
  }

  private filled(fill: Fill, draw: () => void): void {
    this.context.globalAlpha = fill.opacity ?? 1;
    this.context.fillStyle = fill.color;
    draw();
    this.context.globalAlpha = 1;
  }

  private stroked(stroke: Stroke, trace: () => void): void {
    const { context } = this;
    context.globalAlpha = stroke.opacity ?? 1;
    context.strokeStyle = stroke.color;
    context.lineWidth = stroke.width ?? 1;
    context.lineJoin = 'round';
    context.setLineDash([...(stroke.dash ?? [])]);
    context.beginPath();
    trace();
    context.stroke();
    context.setLineDash([]);
    context.globalAlpha = 1;
  }
}

function font({ size, bold, mono }: Pick<TextStyle, 'size' | 'bold' | 'mono'>): string {
  return `${bold ? '600 ' : ''}${size}px ${mono ? theme().mono : theme().font}`;
}
