import {
  between,
  canTurn,
  drawColumnLabels,
  drawLegend,
  drawRowLabels,
  leftRoom,
  legendRoom,
  letters,
  rightRoom,
  turnedRoom,
} from './axes';
import { theme } from './colors';
import type { HeatmapContent } from './heatmap';
import { fitted, type Box, type Surface } from './surface';
import type { Viewport } from './viewport';

/** With the values at its sides. */
const legendWidth = (width: number): number => Math.min(150, width * 0.35) + 90;

const oneLine = 22;
const twoLines = 38;
const bottomRoom = 22;
/** Above and below the cells of a bare one. */
const bareRoom = { top: 17, bottom: 1 };

/** What stands around the cells of a heatmap: title, legend and names, and how much room they take. A bare one has its title alone. */
export class HeatmapFrame {
  constructor(
    private readonly viewport: Viewport,
    private readonly bare: boolean,
  ) {}

  /** Pixels above and below the cells. */
  room(content: HeatmapContent | undefined, width: number): number {
    return this.bare ? bareRoom.top + bareRoom.bottom : topRoom(content, width) + this.namesRoom(content, width);
  }

  /** Where the cells are, in a picture of that size. */
  cells(content: HeatmapContent | undefined, width: number, height: number): Box {
    if (this.bare) {
      return { x: 0.5, y: bareRoom.top, width: width - 1, height: height - bareRoom.top - bareRoom.bottom };
    }
    return {
      x: leftRoom,
      y: topRoom(content, width),
      width: width - leftRoom - rightRoom,
      height: height - this.room(content, width),
    };
  }

  paintTitle(surface: Surface, content: HeatmapContent, box: Box): void {
    const { bare } = this;
    const { colors } = theme();
    const style = { color: bare ? colors.faint : colors.text, size: letters, baseline: 'top' } as const;
    const left = bare ? 1 : box.x;
    const beside = topRoom(content, surface.width) === oneLine && !bare ? legendWidth(surface.width) : 0;
    // The small ones differ at the end of their names.
    const title = fitted(surface, content.title, style, surface.width - left - beside, bare ? 'end' : 'beginning');
    surface.text({ x: left, y: 2 }, title, style);
  }

  paintNames(surface: Surface, content: HeatmapContent, box: Box): void {
    if (this.bare) return;
    const { write, scale, columnName, rowName } = content;
    const right = box.x + box.width - legendRoom(surface, scale, write);
    drawLegend(surface, scale, right, box.y - 18, write);
    drawColumnLabels(surface, { visible: this.viewport.columns, name: columnName, box, turns: true });
    drawRowLabels(surface, { visible: this.viewport.rows, name: rowName, box });
  }

  /** Turned names need more room than upright ones. */
  private namesRoom(content: HeatmapContent | undefined, width: number): number {
    if (!content) return bottomRoom;
    const { columns } = this.viewport;
    const cell = (width - leftRoom - rightRoom) / (columns.max - columns.min);
    if (!canTurn(cell)) return bottomRoom;
    const from = Math.max(0, Math.floor(columns.min));
    const to = Math.min(content.source.columns, Math.ceil(columns.max));
    let longest = 0;
    for (let i = from; i < to; i += 1) longest = Math.max(longest, content.columnName(i).length);
    const guess = longest * letters * 0.62 + 8;
    return guess - 8 + between <= cell ? bottomRoom : Math.min(Math.max(guess, bottomRoom), turnedRoom);
  }
}

/** The legend stands beside the title, or below it where there is no room. */
function topRoom(content: HeatmapContent | undefined, width: number): number {
  const title = (content?.title.length ?? 0) * letters * 0.6;
  return leftRoom + title + legendWidth(width) <= width ? oneLine : twoLines;
}
