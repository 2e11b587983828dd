import type { ColorScale } from './colormap';
import { theme } from './colors';
import { HeatmapFrame } from './heatmapFrame';
import { paintMarks } from './heatmapMarks';
import { Picture } from './picture';
import type { Range } from './range';
import type { Box, Corner, Surface } from './surface';
import { Tiles, type GridSource } from './tiles';
import { Viewport } from './viewport';

export interface HeatmapContent {
  readonly source: GridSource;
  readonly scale: ColorScale;
  /** What is shown, above it. */
  readonly title: string;
  readonly columnName: (column: number) => string;
  readonly rowName: (row: number) => string;
  /** Writes a value, for the legend. */
  readonly write: (value: number) => string;
  /** A cell in words; the value is NaN where there is none, undefined until it has come. */
  readonly describe: (column: number, row: number, value: number | undefined) => string;
  /** Rows that stand out. */
  readonly pinned?: readonly number[];
  /** Columns that are selected, the end excluded. */
  readonly selected?: { readonly from: number; readonly to: number };
  /** Lines over the cells, each through points in cells. */
  readonly overlay?: readonly (readonly Corner[])[];
}

export interface HeatmapOptions {
  readonly label: string;
  /** Height of the cells in pixels: fixed, or by how many there are and how wide the picture is. */
  readonly height: number | ((content: HeatmapContent, width: number) => number);
  /** Small: neither names nor legend. */
  readonly bare?: boolean;
  /** A drag selects columns without Shift too, and does not move. */
  readonly dragSelects?: boolean;
  readonly onCursor?: (cell: Cell | undefined, words: string) => void;
  /** A press, or Enter, on a cell. */
  readonly onPick?: (cell: Cell) => void;
  /** A drag with Shift held, or Shift with the arrow keys. */
  readonly onSelect?: (from: number, to: number) => void;
  readonly onView?: (columns: Range) => void;
  readonly fail: (error: unknown) => void;
}

export interface Cell {
  readonly column: number;
  readonly row: number;
}

/**
 * A grid of numbers as colours. Drag moves, the wheel zooms (with Ctrl, or with the focus), double click shows all. Keys: arrows
 * move the cursor, with Shift they select columns; + and - zoom, 0 shows all; Enter picks.
 */
export class Heatmap extends Picture {
  readonly viewport = new Viewport();
  private content?: HeatmapContent;
  private tiles?: Tiles;
  private cursor?: Cell;
  private exact?: { readonly cell: Cell; readonly value: number };
  private dragged?: { readonly columns: Range; readonly rows: Range };
  private anchor?: number;
  private readonly frame: HeatmapFrame;

  constructor(private readonly options: HeatmapOptions) {
    super(options);
    this.frame = new HeatmapFrame(this.viewport, options.bare ?? false);
  }

  show(content: HeatmapContent): void {
    if (content.source !== this.content?.source) {
      this.tiles?.dispose();
      this.tiles = new Tiles(content.source, () => this.come(), this.options.fail);
      this.exact = undefined;
      this.viewport.resize(content.source.columns, content.source.rows);
    }
    this.content = content;
    const { cursor } = this;
    if (cursor && (cursor.column >= content.source.columns || cursor.row >= content.source.rows))
      this.cursor = undefined;
    this.tell();
    this.redraw();
  }

  /** The cell under the cursor, its value and its words, when there is a cursor. */
  get cell(): Cell | undefined {
    return this.cursor;
  }

  setCursor(cell: Cell | undefined): void {
    if (cell?.column === this.cursor?.column && cell?.row === this.cursor?.row) return;
    this.cursor = cell;
    this.tell();
    this.redraw();
  }

  showAll(): void {
    this.viewport.showAll();
    this.viewChanged();
  }

  protected override heightAt(width: number): number {
    const { height } = this.options;
    const cells = typeof height === 'number' ? height : this.content ? height(this.content, width) : 0;
    return cells + this.frame.room(this.content, width);
  }

  protected override paint(surface: Surface): void {
    const { content, viewport, frame, cursor } = this;
    if (!content || !this.tiles || content.source.columns === 0 || content.source.rows === 0) return;
    const box = frame.cells(content, surface.width, surface.height);
    frame.paintTitle(surface, content, box);
    this.tiles.draw(surface, viewport.columns, viewport.rows, box, content.scale);
    surface.strokeBox(box, { color: theme().colors.lines, width: 0.5 });
    frame.paintNames(surface, content, box);
    paintMarks(surface, { content, viewport, box, cursor, bare: this.options.bare ?? false });
  }

  protected override point(at: Corner | undefined): void {
    this.setCursor(at && this.cellAt(at));
    this.setCursorShape(this.options.onPick && this.cursor ? 'pointer' : this.viewport.whole ? 'default' : 'grab');
  }

  protected override press(at: Corner): void {
    const cell = this.cellAt(at);
    if (cell) this.options.onPick?.(cell);
  }

  protected override doublePress(): void {
    this.showAll();
  }

  protected override drag(from: Corner, to: Corner, event: PointerEvent, done: boolean): void {
    const { dragSelects, onSelect } = this.options;
    if ((event.shiftKey || dragSelects) && onSelect) {
      const [a, b] = [this.columnAt(from.x), this.columnAt(to.x)];
      onSelect(Math.min(a, b), Math.max(a, b) + 1);
      return;
    }
    const { viewport } = this;
    const box = this.cellsBox;
    this.dragged ??= { columns: viewport.columns, rows: viewport.rows };
    const { columns, rows } = this.dragged;
    const column = columns.min - ((to.x - from.x) / box.width) * (columns.max - columns.min);
    const row = rows.min - ((to.y - from.y) / box.height) * (rows.max - rows.min);
    viewport.pan(column - viewport.columns.min, row - viewport.rows.min);
    this.setCursorShape(viewport.whole ? 'default' : 'grabbing');
    if (done) this.dragged = undefined;
    this.viewChanged();
  }

  protected override wheel(at: Corner, event: WheelEvent): void {
    const { columns } = this.viewport;
    if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
      this.viewport.pan(((event.deltaX || event.deltaY) / 600) * (columns.max - columns.min), 0);
    } else {
      const { x, y } = this.cellsAt(at);
      this.viewport.zoom(x, y, Math.exp(event.deltaY / 400));
    }
    this.viewChanged();
  }

  protected override key(event: KeyboardEvent): boolean {
    const move = moves[event.key];
    if (move) {
      this.moveBy(move, event.shiftKey);
      return true;
    }
    const action = this.actions[event.key];
    action?.();
    return action !== undefined;
  }

  private readonly actions: Readonly<Record<string, () => void>> = {
    '+': () => this.zoomAtCursor(0.7),
    '=': () => this.zoomAtCursor(0.7),
    '-': () => this.zoomAtCursor(1 / 0.7),
    '0': () => this.showAll(),
    Enter: () => this.cursor && this.options.onPick?.(this.cursor),
    Escape: () => this.setCursor(undefined),
  };

  private moveBy([columns, rows]: readonly [number, number], select: boolean): void {
    const { source } = this.content ?? {};
    if (!source) return;
    const visible = this.viewport;
    const start = { column: Math.floor(visible.columns.min), row: Math.floor(visible.rows.min) };
    const from = this.cursor ?? start;
    const cell = this.cursor
      ? {
          column: Math.min(Math.max(from.column + columns, 0), source.columns - 1),
          row: Math.min(Math.max(from.row + rows, 0), source.rows - 1),
        }
      : from;
    if (select && this.options.onSelect) {
      this.anchor ??= from.column;
      this.options.onSelect(Math.min(this.anchor, cell.column), Math.max(this.anchor, cell.column) + 1);
    } else {
      this.anchor = undefined;
    }
    this.viewport.reveal(cell.column, cell.row);
    this.setCursor(cell);
    this.viewChanged();
  }

  private zoomAtCursor(factor: number): void {
    const { columns, rows } = this.viewport;
    const column = this.cursor ? this.cursor.column + 0.5 : (columns.min + columns.max) / 2;
    const row = this.cursor ? this.cursor.row + 0.5 : (rows.min + rows.max) / 2;
    this.viewport.zoom(column, row, factor);
    this.viewChanged();
  }

  private viewChanged(): void {
    this.options.onView?.(this.viewport.columns);
    this.redraw();
  }

  private come(): void {
    this.tell();
    this.redraw();
  }

  /** Says what is under the cursor; asks for its exact value when only a mean is here. */
  private tell(): void {
    const { content, cursor } = this;
    if (!content) return;
    const cell = cursor ?? { column: 0, row: 0 };
    const value = this.knownAt(cell);
    const words = content.source.columns > 0 ? content.describe(cell.column, cell.row, value) : '';
    this.describe(cell.column, content.source.columns, words);
    this.options.onCursor?.(cursor, cursor ? words : '');
    if (cursor && value === undefined) this.ask(content, cursor);
  }

  private knownAt(cell: Cell): number | undefined {
    const { exact } = this;
    if (exact && exact.cell.column === cell.column && exact.cell.row === cell.row) return exact.value;
    return this.tiles?.valueAt(cell.column, cell.row);
  }

  private ask(content: HeatmapContent, cell: Cell): void {
    const { column, row } = cell;
    void Promise.resolve(content.source.slice({ column, row, columns: 1, rows: 1, width: 1, height: 1 })).then(
      ([value]) => {
        const { cursor } = this;
        if (content !== this.content || cursor?.column !== column || cursor.row !== row) return;
        this.exact = { cell, value };
        this.tell();
      },
      this.options.fail,
    );
  }

  /** Where the cells are in the picture. */
  private get cellsBox(): Box {
    const width = this.element.clientWidth;
    return this.frame.cells(this.content, width, this.heightAt(width));
  }

  /** A point in cells, which may lie outside. */
  private cellsAt(at: Corner): Corner {
    const box = this.cellsBox;
    const { columns, rows } = this.viewport;
    return {
      x: columns.min + ((at.x - box.x) / box.width) * (columns.max - columns.min),
      y: rows.min + ((at.y - box.y) / box.height) * (rows.max - rows.min),
    };
  }

  private columnAt(x: number): number {
    const columns = this.content?.source.columns ?? 1;
    return Math.min(Math.max(Math.floor(this.cellsAt({ x, y: 0 }).x), 0), columns - 1);
  }

  private cellAt(at: Corner): Cell | undefined {
    const { x, y } = this.cellsAt(at);
    const { columns, rows } = this.viewport;
    const inside = x >= columns.min && x < columns.max && y >= rows.min && y < rows.max;
    return inside ? { column: Math.floor(x), row: Math.floor(y) } : undefined;
  }
}

const page = 20;
const far = Number.MAX_SAFE_INTEGER;

/** Columns and rows that a key moves by. */
const moves: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
  PageUp: [-page, 0],
  PageDown: [page, 0],
  Home: [-far, 0],
  End: [far, 0],
};
