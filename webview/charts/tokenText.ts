import { drawLegend, legendRoom, letters } from './axes';
import { colorOf, inkOn, type ColorScale } from './colormap';
import { theme } from './colors';
import { Picture } from './picture';
import { fitted, type Box, type Corner, type Surface } from './surface';

export interface TokenTextContent {
  readonly tokens: readonly string[];
  /** One to a token; NaN leaves it plain. */
  readonly values: ArrayLike<number>;
  readonly scale: ColorScale;
  readonly title: string;
  readonly write: (value: number) => string;
  readonly describe: (index: number) => string;
  /** Tokens with a dotted outline. */
  readonly outlined?: readonly number[];
  /** Tokens that are selected, the end excluded. */
  readonly selected?: { readonly from: number; readonly to: number };
}

export interface TokenTextOptions {
  readonly label: string;
  readonly onCursor?: (index: number | undefined, words: string) => void;
  readonly onSelect?: (from: number, to: number) => void;
  readonly onPick?: (index: number) => void;
}

const size = 13;
const lineHeight = 22;
const topRoom = 24;
/** Names that are no pieces of a text (dates) stand apart. */
const gap = 6;

/** A text whose tokens are coloured by a value each, as in Karpathy 2015. A drag selects tokens; so does Shift with the arrow keys. */
export class TokenText extends Picture {
  private content?: TokenTextContent;
  private boxes: readonly Box[] = [];
  private laidOut = 0;
  private cursor?: number;
  private anchor?: number;

  constructor(private readonly options: TokenTextOptions) {
    super(options);
  }

  show(content: TokenTextContent): void {
    if (content.tokens !== this.content?.tokens) this.laidOut = 0;
    this.content = content;
    if (this.cursor !== undefined && this.cursor >= content.tokens.length) this.cursor = undefined;
    this.tell();
    this.redraw();
  }

  setCursor(index: number | undefined): void {
    if (index === this.cursor) return;
    this.cursor = index;
    this.tell();
    this.redraw();
  }

  protected override heightAt(width: number): number {
    this.layOut(width);
    const last = this.boxes.at(-1);
    return (last ? last.y + lineHeight : topRoom) + 4;
  }

  protected override paint(surface: Surface): void {
    const { content } = this;
    if (!content) return;
    const { colors } = theme();
    const style = { color: colors.text, size: letters, baseline: 'top' } as const;
    const room = legendRoom(surface, content.scale, content.write);
    const legend = Math.min(150, surface.width * 0.35) + room + 60;
    surface.text({ x: 0, y: 2 }, fitted(surface, content.title, style, surface.width - legend), style);
    drawLegend(surface, content.scale, surface.width - room, 4, content.write);
    content.tokens.forEach((token, i) => this.paintToken(surface, content, token, i));
    for (const i of content.outlined ?? []) {
      const box = this.boxes[i];
      if (!box) continue;
      // On a line of the other colour, so that it is seen on every colour of a token.
      surface.strokeBox(box, { color: colors.background, width: 2 });
      surface.strokeBox(box, { color: colors.text, width: 2, dash: [2, 2] });
    }
    this.paintSelection(surface, content);
  }

  protected override point(at: Corner | undefined): void {
    this.setCursor(at && this.tokenAt(at));
    this.setCursorShape(this.options.onSelect ? 'crosshair' : 'default');
  }

  protected override press(at: Corner): void {
    const index = this.tokenAt(at);
    if (index === undefined) return;
    this.options.onPick?.(index);
    this.options.onSelect?.(index, index + 1);
  }

  protected override drag(from: Corner, to: Corner): void {
    const [a, b] = [this.tokenAt(from), this.tokenAt(to)];
    if (a !== undefined && b !== undefined) this.options.onSelect?.(Math.min(a, b), Math.max(a, b) + 1);
  }

  protected override key(event: KeyboardEvent): boolean {
    const count = this.content?.tokens.length ?? 0;
    if (count === 0) return false;
    const now = this.cursor ?? -1;
    const places: Readonly<Record<string, number>> = {
      ArrowLeft: now - 1,
      ArrowRight: now + 1,
      ArrowUp: this.besides(-lineHeight),
      ArrowDown: this.besides(lineHeight),
      Home: 0,
      End: count - 1,
    };
    const place = places[event.key];
    if (place !== undefined) this.moveTo(Math.min(Math.max(place, 0), count - 1), event.shiftKey);
    else if (event.key === 'Enter' && this.cursor !== undefined) this.options.onPick?.(this.cursor);
    else if (event.key === 'Escape') this.setCursor(undefined);
    else return false;
    return true;
  }

  private moveTo(index: number, select: boolean): void {
    if (select && this.options.onSelect) {
      this.anchor ??= this.cursor ?? index;
      this.options.onSelect(Math.min(this.anchor, index), Math.max(this.anchor, index) + 1);
    } else {
      this.anchor = undefined;
    }
    this.setCursor(index);
  }

  /** The token a line above or below the cursor. */
  private besides(down: number): number {
    const box = this.boxes[this.cursor ?? 0];
    if (!box) return 0;
    return this.tokenAt({ x: box.x + box.width / 2, y: box.y + box.height / 2 + down }) ?? this.cursor ?? 0;
  }

  private tell(): void {
    const { content, cursor } = this;
    if (!content) return;
    const words = content.tokens.length > 0 ? content.describe(cursor ?? 0) : '';
    this.describe(cursor ?? 0, content.tokens.length, words);
    this.options.onCursor?.(cursor, cursor === undefined ? '' : words);
  }

  private tokenAt(at: Corner): number | undefined {
    const index = this.boxes.findIndex(
      (box) => at.x >= box.x && at.x < box.x + box.width && at.y >= box.y && at.y < box.y + lineHeight,
    );
    return index < 0 ? undefined : index;
  }

  /** Puts tokens side by side and breaks the line at the edge, and after a line break of the text. */
  private layOut(width: number): void {
    if (!this.content || this.laidOut === width) return;
    this.laidOut = width;
    const letter = monoWidth();
    const { tokens } = this.content;
    const apart = tokens.length > 0 && tokens.every((token) => token.length > 3 && !/\s/.test(token)) ? gap : 0;
    let x = 0;
    let y = topRoom;
    this.boxes = tokens.map((token) => {
      const wide = Math.max(wideLetters(shown(token)) * letter, letter) + (apart > 0 ? 6 : 0);
      if (x > 0 && x + wide > width) {
        x = 0;
        y += lineHeight;
      }
      // On whole pixels, so that no gap is seen between neighbours.
      const box = { x: Math.round(x), y: y + 2, width: Math.round(x + wide) - Math.round(x), height: lineHeight - 4 };
      x += wide + apart;
      if (token.endsWith('\n')) {
        x = 0;
        y += lineHeight;
      }
      return box;
    });
  }

  private paintToken(surface: Surface, { values, scale }: TokenTextContent, token: string, i: number): void {
    const box = this.boxes[i];
    const value = values[i] ?? Number.NaN;
    const plain = Number.isNaN(value);
    if (!plain) surface.fillBox(box, { color: colorOf(scale, value) });
    const words = shown(token);
    if (words.trim() === '') return;
    const color = plain ? theme().colors.text : inkOn(scale, value);
    const at = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
    surface.text(at, words, { color, size, mono: true, align: 'middle', baseline: 'middle' });
  }

  private paintSelection(surface: Surface, { selected }: TokenTextContent): void {
    const { colors } = theme();
    this.boxes.forEach((box, i) => {
      const inside = selected && i >= selected.from && i < selected.to;
      if (inside) {
        const y = box.y + box.height + 1;
        surface.line(
          [
            { x: box.x, y },
            { x: box.x + box.width, y },
          ],
          { color: colors.text, width: 2 },
        );
      }
    });
    const box = this.cursor === undefined ? undefined : this.boxes[this.cursor];
    if (box) {
      surface.strokeBox(box, { color: colors.background, width: 4 });
      surface.strokeBox(box, { color: colors.text, width: 2 });
    }
  }
}

/** Spaces and line breaks take room like any other token, so that their colour is seen. */
const shown = (token: string): string => token.replaceAll('\n', '\u21b5').replaceAll('\t', '\u21e5');

/** Letters that count twice: Chinese, Japanese, Korean and most pictures. */
const doubleWidth =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Extended_Pictographic}/u;

const wideLetters = (text: string): number =>
  Array.from(text).reduce((sum, letter) => sum + (doubleWidth.test(letter) ? 2 : 1), 0);

/** Of the editor's font; 0.602 of its size is usual. */
function monoWidth(): number {
  const context = document.createElement('canvas').getContext('2d')!;
  context.font = `${size}px ${theme().mono}`;
  return context.measureText('0'.repeat(100)).width / 100;
}
