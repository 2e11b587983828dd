import { letters } from './axes';
import { theme } from './colors';
import type { Cell, HeatmapContent } from './heatmap';
import { fitted, type Box, type Surface } from './surface';
import type { Viewport } from './viewport';

/** Height of a row that can bear an outline. */
const outlined = 14;

/** From cells to pixels. */
class Places {
  readonly wide: number;
  readonly tall: number;

  constructor(
    private readonly viewport: Viewport,
    private readonly box: Box,
  ) {
    const { columns, rows } = viewport;
    this.wide = box.width / (columns.max - columns.min);
    this.tall = box.height / (rows.max - rows.min);
  }

  x(column: number): number {
    return this.box.x + (column - this.viewport.columns.min) * this.wide;
  }

  y(row: number): number {
    return this.box.y + (row - this.viewport.rows.min) * this.tall;
  }
}

export interface Marks {
  readonly content: HeatmapContent;
  readonly viewport: Viewport;
  /** Where the cells are. */
  readonly box: Box;
  readonly cursor: Cell | undefined;
  /** Whether nothing is written beside the cells. */
  readonly bare: boolean;
}

/** What stands out among the cells: pinned rows, selected columns, lines, and the cursor. */
export function paintMarks(surface: Surface, { content, viewport, box, cursor, bare }: Marks): void {
  const places = new Places(viewport, box);
  const { wide, tall } = places;
  surface.clipped({ x: box.x - 3, y: box.y - 3, width: box.width + 6, height: box.height + 6 }, () => {
    // A thin row would vanish under its outline.
    for (const row of tall >= outlined ? (content.pinned ?? []) : []) {
      outline(surface, { x: box.x, y: places.y(row), width: box.width, height: tall });
    }
    if (content.selected) {
      const { from, to } = content.selected;
      outline(surface, { x: places.x(from), y: box.y, width: (to - from) * wide, height: box.height });
    }
    for (const points of content.overlay ?? []) {
      const line = points.map((point) => ({ x: places.x(point.x), y: places.y(point.y) }));
      surface.line(line, { color: '#000000', width: 3 });
      surface.line(line, { color: '#ffffff', width: 1.2, dash: [5, 4] });
    }
    if (cursor) {
      const at = { x: places.x(cursor.column), y: places.y(cursor.row) };
      outline(surface, { ...at, width: Math.max(wide, 3), height: Math.max(tall, 3) });
    }
  });
  if (bare) return;
  paintPins(surface, content, box, places);
  if (cursor) paintRowName(surface, content, box, cursor.row, places);
}

/** Seen on every colour: a light line inside a dark one. */
function outline(surface: Surface, at: Box): void {
  surface.strokeBox(at, { color: '#000000', width: 3 });
  surface.strokeBox(at, { color: '#ffffff', width: 1 });
}

/** A mark beside each row that stands out. */
function paintPins(surface: Surface, { pinned }: HeatmapContent, box: Box, places: Places): void {
  const right = box.x + box.width + 2;
  for (const row of pinned ?? []) {
    const at = places.y(row) + places.tall / 2;
    if (at < box.y || at > box.y + box.height) continue;
    const points = [
      { x: right, y: at },
      { x: right + 8, y: at - 5 },
      { x: right + 8, y: at + 5 },
    ];
    surface.polygon(points, { color: theme().colors.text });
  }
}

/** The name of the row under the cursor, over the others. */
function paintRowName(surface: Surface, { rowName }: HeatmapContent, box: Box, row: number, places: Places): void {
  const at = places.y(row) + places.tall / 2;
  if (at < box.y || at > box.y + box.height) return;
  const { colors } = theme();
  const style = { color: colors.text, size: letters, align: 'end', baseline: 'middle', bold: true } as const;
  surface.fillBox({ x: 0, y: at - 8, width: box.x - 3, height: 16 }, { color: colors.background });
  surface.text({ x: box.x - 6, y: at }, fitted(surface, rowName(row), style, box.x - 8), style);
}
