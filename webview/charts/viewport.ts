import { clampRange, zoomed, type Range } from './range';

/** The part of a grid of cells that is seen: two ranges in cells, inside the grid. */
export class Viewport {
  private x?: Range;
  private y?: Range;

  constructor(
    private columnCount = 0,
    private rowCount = 0,
  ) {}

  get columns(): Range {
    return this.x ?? { min: 0, max: this.columnCount };
  }

  get rows(): Range {
    return this.y ?? { min: 0, max: this.rowCount };
  }

  get whole(): boolean {
    return !this.x && !this.y;
  }

  /** A grid of another size is seen whole. */
  resize(columns: number, rows: number): void {
    if (columns === this.columnCount && rows === this.rowCount) return;
    this.columnCount = columns;
    this.rowCount = rows;
    this.showAll();
  }

  showAll(): void {
    this.x = undefined;
    this.y = undefined;
  }

  /** Zooms by a factor (below 1: in) around a point in cells; never to less than four cells. */
  zoom(column: number, row: number, factor: number): void {
    const least = (range: Range): number => Math.max(factor, Math.min(4 / (range.max - range.min), 1));
    const { columns, rows } = this;
    this.x = clampRange(zoomed(columns, column, least(columns)), { min: 0, max: this.columnCount });
    this.y = clampRange(zoomed(rows, row, least(rows)), { min: 0, max: this.rowCount });
  }

  /** Moves by so many cells. */
  pan(columns: number, rows: number): void {
    this.x &&= clampRange(moved(this.x, columns), { min: 0, max: this.columnCount });
    this.y &&= clampRange(moved(this.y, rows), { min: 0, max: this.rowCount });
  }

  /** Moves as little as brings a cell into view. */
  reveal(column: number, row: number): void {
    this.pan(missing(this.columns, column), missing(this.rows, row));
  }
}

const moved = (range: Range, by: number): Range => ({ min: range.min + by, max: range.max + by });

function missing(range: Range, cell: number): number {
  if (cell < range.min) return cell - range.min;
  return cell + 1 > range.max ? cell + 1 - range.max : 0;
}
