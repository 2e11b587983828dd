import { letters } from './axes';
import { theme } from './colors';
import { Picture } from './picture';
import { fitted, type Corner, type Surface } from './surface';

export interface AlignmentContent {
  readonly left: readonly string[];
  readonly right: readonly string[];
  readonly leftTitle: string;
  readonly rightTitle: string;
  /** Weight between a token at the left and one at the right, from 0 to 1; NaN for none. */
  readonly weight: (left: number, right: number) => number;
  readonly describe: (left: number) => string;
}

export interface AlignmentOptions {
  readonly label: string;
  readonly onCursor?: (left: number | undefined, words: string) => void;
}

const rowHeight = 19;
const topRoom = 22;
/** Weights below this are not drawn. */
const faintest = 0.02;

/** Two columns of tokens and lines between them, each as strong as its weight. Under the cursor a token's lines stand alone. */
export class Alignment extends Picture {
  private content?: AlignmentContent;
  private cursor?: number;

  constructor(private readonly options: AlignmentOptions) {
    super(options);
  }

  show(content: AlignmentContent): void {
    this.content = content;
    if (this.cursor !== undefined && this.cursor >= content.left.length) this.cursor = undefined;
    this.tell();
    this.redraw();
  }

  setCursor(left: number | undefined): void {
    if (left === this.cursor) return;
    this.cursor = left;
    this.tell();
    this.redraw();
  }

  protected override heightAt(): number {
    const { left, right } = this.content ?? { left: [], right: [] };
    return topRoom + Math.max(left.length, right.length) * rowHeight + 4;
  }

  protected override paint(surface: Surface): void {
    const { content } = this;
    if (!content) return;
    const { colors } = theme();
    const [inner, outer] = this.columns(surface.width);
    const heading = { color: colors.faint, size: letters, baseline: 'top' } as const;
    surface.text({ x: inner - 8, y: 2 }, content.leftTitle, { ...heading, align: 'end' });
    surface.text({ x: outer + 8, y: 2 }, content.rightTitle, heading);
    content.left.forEach((_, left) => this.paintLines(surface, content, left, inner, outer));
    const style = { size: 12, mono: true, baseline: 'middle' } as const;
    content.left.forEach((token, i) => {
      const on = this.cursor === i;
      const ink = { ...style, bold: on, color: this.cursor === undefined || on ? colors.text : colors.faint };
      surface.text({ x: inner - 8, y: middleOf(i) }, fitted(surface, token, ink, inner - 12), { ...ink, align: 'end' });
    });
    content.right.forEach((token, i) => {
      const lit = this.cursor === undefined || content.weight(this.cursor, i) >= 0.1;
      const ink = { ...style, bold: lit && this.cursor !== undefined, color: lit ? colors.text : colors.faint };
      surface.text({ x: outer + 8, y: middleOf(i) }, fitted(surface, token, ink, surface.width - outer - 12), ink);
    });
  }

  protected override point(at: Corner | undefined): void {
    const count = this.content?.left.length ?? 0;
    const row = at ? Math.floor((at.y - topRoom) / rowHeight) : -1;
    this.setCursor(row >= 0 && row < count ? row : undefined);
  }

  protected override key(event: KeyboardEvent): boolean {
    const last = (this.content?.left.length ?? 0) - 1;
    const now = this.cursor ?? -1;
    const places: Readonly<Record<string, number>> = {
      ArrowUp: now - 1,
      ArrowDown: now + 1,
      ArrowLeft: now - 1,
      ArrowRight: now + 1,
      Home: 0,
      End: last,
    };
    const place = places[event.key];
    if (place !== undefined && last >= 0) this.setCursor(Math.min(Math.max(place, 0), last));
    else if (event.key === 'Escape') this.setCursor(undefined);
    else return false;
    return true;
  }

  private tell(): void {
    const { content, cursor } = this;
    if (!content) return;
    const words = content.left.length > 0 ? content.describe(cursor ?? 0) : '';
    this.describe(cursor ?? 0, content.left.length, words);
    this.options.onCursor?.(cursor, cursor === undefined ? '' : words);
  }

  private columns(width: number): readonly [number, number] {
    const middle = Math.min(width / 2, 420);
    return [middle * 0.62, Math.max(middle * 1.38, middle * 0.62 + 60)];
  }

  private paintLines(surface: Surface, content: AlignmentContent, left: number, inner: number, outer: number): void {
    if (this.cursor !== undefined && this.cursor !== left) return;
    content.right.forEach((_, right) => {
      const weight = content.weight(left, right);
      if (!(weight >= faintest)) return;
      const from = { x: inner, y: middleOf(left) };
      surface.curve(
        from,
        { x: outer, y: middleOf(right) },
        {
          color: theme().colors.blue,
          width: 0.6 + weight * 3.4,
          opacity: Math.min(1, 0.15 + weight),
        },
      );
    });
  }
}

const middleOf = (row: number): number => topRoom + (row + 0.5) * rowHeight;
