import { theme } from './colors';
import { Picture } from './picture';
import { fitted, type Box, type Corner, type Surface } from './surface';

export interface TreeNode {
  /** Index of the parent, which comes before; -1 for a root. */
  readonly parent: number;
  /** Column, from 0. */
  readonly depth: number;
  readonly title: string;
  readonly note: string;
  /** On the way to the answer; gone on from; left out. */
  readonly rank: 'best' | 'kept' | 'dropped';
}

export interface TreeContent {
  readonly nodes: readonly TreeNode[];
  readonly describe: (index: number) => string;
}

export interface TreeOptions {
  readonly label: string;
  readonly onCursor?: (index: number | undefined, words: string) => void;
}

const columnWidth = 92;
const rowHeight = 38;
const node = { width: 68, height: 30 };
const margin = 4;

/** A tree that grows to the right, one column a step. It scrolls sideways in its place. */
export class Tree extends Picture {
  private content?: TreeContent;
  private boxes: readonly Box[] = [];
  private cursor?: number;

  constructor(private readonly options: TreeOptions) {
    super(options);
  }

  show(content: TreeContent): void {
    this.content = content;
    this.cursor = undefined;
    this.boxes = layOut(content.nodes);
    const width = Math.max(0, ...this.boxes.map((box) => box.x + box.width)) + margin;
    this.element.style.minWidth = `${width}px`;
    this.tell();
    this.redraw();
  }

  protected override heightAt(): number {
    return Math.max(0, ...this.boxes.map((box) => box.y + box.height)) + margin;
  }

  protected override paint(surface: Surface): void {
    const { content } = this;
    if (!content) return;
    const { colors } = theme();
    content.nodes.forEach(({ parent, rank }, i) => {
      if (parent < 0) return;
      const [from, to] = [this.boxes[parent], this.boxes[i]];
      const best = rank === 'best';
      surface.curve(
        { x: from.x + from.width, y: from.y + from.height / 2 },
        { x: to.x, y: to.y + to.height / 2 },
        {
          color: best ? colors.blue : colors.faint,
          width: best ? 2.5 : 1,
          dash: rank === 'dropped' ? [3, 3] : undefined,
        },
      );
    });
    content.nodes.forEach((each, i) => this.paintNode(surface, each, this.boxes[i], i === this.cursor));
  }

  protected override point(at: Corner | undefined): void {
    const found = at
      ? this.boxes.findIndex(
          (box) => at.x >= box.x && at.x <= box.x + box.width && at.y >= box.y && at.y <= box.y + box.height,
        )
      : -1;
    this.setCursor(found < 0 ? undefined : found);
  }

  protected override key(event: KeyboardEvent): boolean {
    const { nodes } = this.content ?? { nodes: [] };
    if (nodes.length === 0) return false;
    const { cursor = 0 } = this;
    const steps: Readonly<Record<string, () => number>> = {
      ArrowLeft: () => Math.max(nodes[cursor].parent, 0),
      ArrowRight: () => this.nearestTo(cursor, (i) => nodes[i].parent === cursor),
      ArrowUp: () =>
        this.nearestTo(cursor, (i) => this.sameColumn(i, cursor) && this.boxes[i].y < this.boxes[cursor].y),
      ArrowDown: () =>
        this.nearestTo(cursor, (i) => this.sameColumn(i, cursor) && this.boxes[i].y > this.boxes[cursor].y),
      Home: () => 0,
      End: () => nodes.findLastIndex((each) => each.rank === 'best'),
    };
    const step = steps[event.key];
    if (!step) return false;
    const to = this.cursor === undefined ? 0 : step();
    this.setCursor(to);
    this.scrollTo(this.boxes[to]);
    return true;
  }

  private sameColumn(a: number, b: number): boolean {
    return this.boxes[a].x === this.boxes[b].x;
  }

  private nearestTo(cursor: number, wanted: (index: number) => boolean): number {
    let found = cursor;
    let least = Number.POSITIVE_INFINITY;
    this.boxes.forEach((box, i) => {
      const distance = Math.abs(box.y - this.boxes[cursor].y);
      if (i !== cursor && wanted(i) && distance < least) {
        least = distance;
        found = i;
      }
    });
    return found;
  }

  private scrollTo(box: Box): void {
    const place = this.element.parentElement;
    if (!place) return;
    if (box.x < place.scrollLeft) place.scrollLeft = box.x;
    else if (box.x + box.width > place.scrollLeft + place.clientWidth) {
      place.scrollLeft = box.x + box.width - place.clientWidth;
    }
  }

  private setCursor(index: number | undefined): void {
    if (index === this.cursor) return;
    this.cursor = index;
    this.tell();
    this.redraw();
  }

  private tell(): void {
    const { content, cursor } = this;
    if (!content) return;
    const words = content.nodes.length > 0 ? content.describe(cursor ?? 0) : '';
    this.describe(cursor ?? 0, content.nodes.length, words);
    this.options.onCursor?.(cursor, cursor === undefined ? '' : words);
  }

  private paintNode(surface: Surface, { title, note, rank }: TreeNode, box: Box, on: boolean): void {
    const { colors } = theme();
    const best = rank === 'best';
    surface.fillBox(box, { color: colors.background }, 3);
    if (best) surface.fillBox(box, { color: colors.blue, opacity: 0.2 }, 3);
    surface.strokeBox(
      box,
      {
        color: on ? colors.focus : best ? colors.blue : colors.faint,
        width: on || best ? 2 : 1,
        dash: rank === 'dropped' && !on ? [3, 3] : undefined,
      },
      3,
    );
    const color = rank === 'dropped' ? colors.faint : colors.text;
    const x = box.x + box.width / 2;
    const word = { color, size: 12, mono: true, bold: best, align: 'middle', baseline: 'middle' } as const;
    surface.text({ x, y: box.y + 10 }, fitted(surface, title, word, box.width - 6), word);
    const small = { color, size: 10, align: 'middle', baseline: 'middle' } as const;
    surface.text({ x, y: box.y + 22 }, fitted(surface, note, small, box.width - 6), small);
  }
}

const order = { best: 0, kept: 1, dropped: 2 } as const;

/** Column by column, no node above its parent and the best ones first: so no two ways cross. */
function layOut(nodes: readonly TreeNode[]): readonly Box[] {
  const rows = nodes.map(() => 0);
  const rowOf = (parent: number): number => (parent < 0 ? 0 : rows[parent]);
  const depths = [...new Set(nodes.map(({ depth }) => depth))].sort((a, b) => a - b);
  for (const depth of depths) {
    const members = [...nodes.keys()]
      .filter((index) => nodes[index].depth === depth)
      .sort((a, b) => rowOf(nodes[a].parent) - rowOf(nodes[b].parent) || order[nodes[a].rank] - order[nodes[b].rank]);
    let free = 0;
    for (const index of members) {
      rows[index] = Math.max(rowOf(nodes[index].parent), free);
      free = rows[index] + 1;
    }
  }
  return nodes.map(({ depth }, i) => ({ x: margin + depth * columnWidth, y: margin + rows[i] * rowHeight, ...node }));
}
