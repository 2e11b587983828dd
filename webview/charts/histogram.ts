import { drawValueAxis, leftRoom, letters, rightRoom } from './axes';
import { theme } from './colors';
import { Picture } from './picture';
import type { Box, Corner, Surface } from './surface';

export interface HistogramContent {
  /** Counts in buckets of equal width from `min` to `max`. */
  readonly counts: readonly number[];
  readonly min: number;
  readonly max: number;
  readonly write: (value: number) => string;
  readonly writeCount: (count: number) => string;
  readonly describe: (from: number, to: number, count: number) => string;
}

const [height, topRoom, bottomRoom] = [140, 6, 22];

/** Counts as bars; the arrow keys and the pointer read one. */
export class Histogram extends Picture {
  private content?: HistogramContent;
  private cursor?: number;

  constructor(
    label: string,
    private readonly onCursor: (words: string) => void,
  ) {
    super({ label });
  }

  show(content: HistogramContent): void {
    this.content = content;
    this.setCursor(undefined);
    this.redraw();
  }

  protected override heightAt(): number {
    return height;
  }

  protected override paint(surface: Surface): void {
    const { content } = this;
    if (!content) return;
    const { colors } = theme();
    const box = this.box(surface.width);
    const most = Math.max(...content.counts, 1);
    drawValueAxis(surface, box, { min: 0, max: most }, content.writeCount);
    const wide = box.width / content.counts.length;
    content.counts.forEach((count, i) => {
      const tall = count === 0 ? 0 : Math.max(1, (count / most) * box.height);
      const bar = { x: box.x + i * wide, y: box.y + box.height - tall, width: Math.max(1, wide - 1), height: tall };
      surface.fillBox(bar, { color: i === this.cursor ? colors.text : colors.blue });
    });
    const y = box.y + box.height + 5;
    const style = { color: colors.faint, size: letters, baseline: 'top' } as const;
    surface.text({ x: box.x, y }, content.write(content.min), { ...style, align: 'start' });
    surface.text({ x: box.x + box.width, y }, content.write(content.max), { ...style, align: 'end' });
    const zero = (0 - content.min) / (content.max - content.min);
    if (zero > 0.12 && zero < 0.88) {
      const x = box.x + zero * box.width;
      surface.line(
        [
          { x, y: box.y },
          { x, y: box.y + box.height + 4 },
        ],
        { color: colors.faint, dash: [3, 3] },
      );
      surface.text({ x, y }, content.write(0), { ...style, align: 'middle' });
    }
  }

  protected override point(at: Corner | undefined): void {
    const { content } = this;
    if (!content) return;
    const box = this.box(this.element.clientWidth);
    const inside = at && at.x >= box.x && at.x < box.x + box.width;
    this.setCursor(inside ? Math.floor(((at.x - box.x) / box.width) * content.counts.length) : undefined);
  }

  protected override key(event: KeyboardEvent): boolean {
    const last = (this.content?.counts.length ?? 0) - 1;
    const places: Readonly<Record<string, number | undefined>> = {
      ArrowLeft: Math.max(0, (this.cursor ?? last + 1) - 1),
      ArrowRight: Math.min(last, (this.cursor ?? -1) + 1),
      Home: 0,
      End: last,
    };
    if (event.key === 'Escape') this.setCursor(undefined);
    else if (places[event.key] === undefined) return false;
    else this.setCursor(places[event.key]);
    return true;
  }

  private setCursor(index: number | undefined): void {
    const { content } = this;
    this.cursor = index;
    if (!content) return;
    const width = (content.max - content.min) / content.counts.length;
    const at = index ?? content.counts.length - 1;
    const from = content.min + at * width;
    const words = content.describe(from, from + width, content.counts[at] ?? 0);
    this.describe(at, content.counts.length, words);
    this.onCursor(index === undefined ? '' : words);
    this.redraw();
  }

  private box(width: number): Box {
    return {
      x: leftRoom,
      y: topRoom,
      width: width - leftRoom - rightRoom,
      height: height - topRoom - bottomRoom,
    };
  }
}
