import { Graph as Layered, layout } from '@dagrejs/dagre';
import { letters } from './axes';
import { theme } from './colors';
import { Picture } from './picture';
import { fitted, type Box, type Corner, type Surface } from './surface';

export interface GraphBox {
  readonly id: string;
  readonly title: string;
  /** Up to three short lines below the title. */
  readonly lines: readonly string[];
  /** Whether a press does something. */
  readonly pressable: boolean;
}

export interface GraphArrow {
  readonly from: string;
  readonly to: string;
  /** From one step to the next, or to the one before. */
  readonly through?: 'forward' | 'backward';
}

export interface GraphContent {
  readonly boxes: readonly GraphBox[];
  readonly arrows: readonly GraphArrow[];
  readonly describe: (id: string) => string;
  /** Names of the steps to unroll over; absent: folded. */
  readonly steps?: readonly string[];
  readonly selected?: string;
}

export interface GraphOptions {
  readonly label: string;
  readonly onCursor?: (id: string | undefined, words: string) => void;
  readonly onPick: (id: string) => void;
}

const boxWidth = 190;
const lineHeight = 15;
const margin = 24;
/** Between two steps of an unrolled graph. */
const stepGap = 46;

interface Placed {
  readonly boxes: ReadonlyMap<string, Box>;
  /** Corners of the arrows, which keep clear of the boxes between. */
  readonly bends: ReadonlyMap<string, readonly Corner[]>;
  readonly width: number;
  readonly height: number;
}

/** Boxes and arrows from the bottom up, folded, or unrolled with a copy for each step. It scrolls sideways in its place. */
export class Graph extends Picture {
  private content?: GraphContent;
  private placed: Placed = { boxes: new Map(), bends: new Map(), width: 0, height: 0 };
  private cursor?: string;

  constructor(private readonly options: GraphOptions) {
    super(options);
  }

  show(content: GraphContent): void {
    this.content = content;
    this.placed = placeBoxes(content);
    if (this.cursor !== undefined && !this.placed.boxes.has(this.cursor)) this.cursor = undefined;
    this.element.style.minWidth = `${this.fullWidth()}px`;
    this.tell();
    this.redraw();
  }

  protected override heightAt(): number {
    return this.placed.height + (this.content?.steps ? 24 : 0);
  }

  protected override paint(surface: Surface): void {
    const { content } = this;
    if (!content) return;
    const { colors } = theme();
    const copies = content.steps?.length ?? 1;
    const offset = Math.max(0, (surface.width - this.fullWidth()) / 2);
    for (let copy = 0; copy < copies; copy += 1) {
      const shift = offset + copy * this.pitch();
      for (const arrow of content.arrows) this.paintArrow(surface, arrow, shift, copy);
      for (const box of content.boxes) this.paintBox(surface, box, shift);
      const name = content.steps?.[copy];
      if (name !== undefined) {
        const style = { color: colors.faint, size: 12, mono: true, align: 'middle', baseline: 'bottom' } as const;
        const at = { x: shift + this.placed.width / 2, y: surface.height - 4 };
        surface.text(at, fitted(surface, name, style, this.pitch() - 4), style);
      }
    }
  }

  protected override point(at: Corner | undefined): void {
    const id = at && this.idAt(at);
    this.setCursor(id);
    this.setCursorShape(id !== undefined && this.boxOf(id)?.pressable ? 'pointer' : 'default');
  }

  protected override press(at: Corner): void {
    const id = this.idAt(at);
    if (id !== undefined && this.boxOf(id)?.pressable) this.options.onPick(id);
  }

  protected override key(event: KeyboardEvent): boolean {
    const ids = this.content?.boxes.map(({ id }) => id) ?? [];
    const now = this.cursor === undefined ? -1 : ids.indexOf(this.cursor);
    // The first box stands at the bottom.
    const places: Readonly<Record<string, number>> = {
      ArrowUp: now + 1,
      ArrowRight: now + 1,
      ArrowDown: Math.max(now - 1, 0),
      ArrowLeft: Math.max(now - 1, 0),
      Home: 0,
      End: ids.length - 1,
    };
    const place = places[event.key];
    if (place !== undefined) this.setCursor(ids[Math.min(place, ids.length - 1)]);
    else if (event.key === 'Enter' && this.cursor !== undefined && this.boxOf(this.cursor)?.pressable) {
      this.options.onPick(this.cursor);
    } else return false;
    return true;
  }

  private boxOf(id: string): GraphBox | undefined {
    return this.content?.boxes.find((box) => box.id === id);
  }

  private setCursor(id: string | undefined): void {
    if (id === this.cursor) return;
    this.cursor = id;
    this.tell();
    this.redraw();
  }

  private tell(): void {
    const { content, cursor } = this;
    if (!content || content.boxes.length === 0) return;
    const index = content.boxes.findIndex(({ id }) => id === cursor);
    const words = content.describe(content.boxes[Math.max(index, 0)].id);
    this.describe(Math.max(index, 0), content.boxes.length, words);
    this.options.onCursor?.(cursor, cursor === undefined ? '' : words);
  }

  private pitch(): number {
    return this.placed.width + (this.content?.steps ? stepGap - 2 * margin : 0);
  }

  private fullWidth(): number {
    return this.placed.width + this.pitch() * ((this.content?.steps?.length ?? 1) - 1);
  }

  private idAt(at: Corner): string | undefined {
    const { content, placed } = this;
    if (!content) return undefined;
    const offset = Math.max(0, (this.element.clientWidth - this.fullWidth()) / 2);
    for (let copy = 0; copy < (content.steps?.length ?? 1); copy += 1) {
      const x = at.x - offset - copy * this.pitch();
      for (const [id, box] of placed.boxes) {
        const inside = x >= box.x && x <= box.x + box.width && at.y >= box.y && at.y <= box.y + box.height;
        if (inside) return id;
      }
    }
    return undefined;
  }

  private paintBox(surface: Surface, box: GraphBox, shift: number): void {
    const { colors } = theme();
    const place = this.placed.boxes.get(box.id)!;
    const at = { ...place, x: place.x + shift };
    const [on, selected] = [box.id === this.cursor, box.id === this.content?.selected];
    surface.fillBox(at, { color: colors.background }, 4);
    surface.fillBox(at, { color: colors.blue, opacity: selected ? 0.25 : 0.08 }, 4);
    const color = on || selected ? colors.focus : box.pressable ? colors.blue : colors.faint;
    surface.strokeBox(at, { color, width: on || selected ? 2 : 1 }, 4);
    const style = { color: colors.text, size: 12, bold: true, align: 'middle', baseline: 'middle' } as const;
    const x = at.x + at.width / 2;
    surface.text({ x, y: at.y + 13 }, fitted(surface, box.title, style, at.width - 12), style);
    box.lines.forEach((line, i) => {
      const small = { color: colors.faint, size: letters, align: 'middle', baseline: 'middle' } as const;
      const y = at.y + 13 + (i + 1) * lineHeight;
      surface.text({ x, y }, fitted(surface, line, small, at.width - 12), small);
    });
  }

  private paintArrow(surface: Surface, arrow: GraphArrow, shift: number, copy: number): void {
    const [from, to] = [this.placed.boxes.get(arrow.from), this.placed.boxes.get(arrow.to)];
    if (!from || !to) return;
    const copies = this.content?.steps?.length;
    if (!arrow.through) {
      // What a step gives back to an earlier part of the next one goes down.
      const up = to.y < from.y;
      const start = { x: shift + from.x + from.width / 2, y: up ? from.y : from.y + from.height };
      const tip = { x: shift + to.x + to.width / 2, y: up ? to.y + to.height + 6 : to.y - 6 };
      const bends = (this.placed.bends.get(arrowKey(arrow)) ?? []).map(({ x, y }) => ({ x: x + shift, y }));
      surface.line([start, ...bends, tip], { color: theme().colors.text });
      head(surface, tip, up ? 'up' : 'down');
    } else if (copies === undefined) {
      // A loop at the right side of the box.
      const right = shift + from.x + from.width;
      const [low, high] = [from.y + from.height - 10, to.y + 12];
      surface.line(
        [
          { x: right, y: low },
          { x: right + 14, y: low },
          { x: right + 14, y: high },
          { x: right + 6, y: high },
        ],
        { color: theme().colors.orange, width: 1.5, dash: [4, 3] },
      );
      head(surface, { x: right + 6, y: high }, 'left');
    } else if (arrow.through === 'backward' ? copy > 0 : copy < copies - 1) {
      this.paintStep(surface, from, to, shift, arrow.through === 'backward' ? -1 : 1);
    }
  }

  /** From a box to itself in the next step, or the one before where it reads backwards. */
  private paintStep(surface: Surface, from: Box, to: Box, shift: number, way: 1 | -1): void {
    const start = shift + from.x + (way > 0 ? from.width : 0);
    const end = shift + way * this.pitch() + to.x + (way > 0 ? -6 : to.width + 6);
    const stroke = { color: theme().colors.orange, width: 1.5, dash: [4, 3] };
    surface.curve({ x: start, y: from.y + from.height / 2 }, { x: end, y: to.y + to.height / 2 }, stroke);
    head(surface, { x: end, y: to.y + to.height / 2 }, way > 0 ? 'right' : 'left');
  }
}

/** Where the boxes stand in one copy of the graph (dagre; from the bottom up). */
function placeBoxes(content: GraphContent): Placed {
  const graph = new Layered();
  graph.setGraph({ rankdir: 'BT', nodesep: 26, ranksep: 30, marginx: margin, marginy: 6 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const { id, lines } of content.boxes) {
    graph.setNode(id, { width: boxWidth, height: 27 + lines.length * lineHeight });
  }
  for (const { from, to, through } of content.arrows) if (!through) graph.setEdge(from, to);
  layout(graph);
  const boxes = new Map<string, Box>();
  for (const { id } of content.boxes) {
    const { x, y, width, height } = graph.node(id) as Box;
    boxes.set(id, { x: x - width / 2, y: y - height / 2, width, height });
  }
  const bends = new Map<string, Corner[]>();
  for (const arrow of content.arrows) {
    if (arrow.through) continue;
    const { points } = graph.edge(arrow.from, arrow.to) as { points: readonly Corner[] };
    bends.set(arrowKey(arrow), points.slice(1, -1));
  }
  const { width = 0, height = 0 } = graph.graph() as { width?: number; height?: number };
  return { boxes, bends, width, height };
}

const arrowKey = ({ from, to }: GraphArrow): string => `${from} ${to}`;

function head(surface: Surface, tip: Corner, way: 'up' | 'down' | 'left' | 'right'): void {
  const [dx, dy] = { up: [0, -1], down: [0, 1], left: [-1, 0], right: [1, 0] }[way];
  const color = way === 'up' || way === 'down' ? theme().colors.text : theme().colors.orange;
  surface.polygon(
    [
      { x: tip.x + dx * 6, y: tip.y + dy * 6 },
      { x: tip.x - dy * 4, y: tip.y - dx * 4 },
      { x: tip.x + dy * 4, y: tip.y + dx * 4 },
    ],
    { color },
  );
}
