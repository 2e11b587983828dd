import { h } from '../dom/element';
import { paintValues, type ColorScale } from './colormap';
import type { Range } from './range';
import type { Box, Surface } from './surface';

/** A stretch of a grid. Point i of n stands for the cells from floor(i * cells / n) to floor((i + 1) * cells / n). */
export interface GridSlice {
  readonly column: number;
  readonly columns: number;
  readonly row: number;
  readonly rows: number;
  /** Points in each direction. */
  readonly width: number;
  readonly height: number;
}

/** Row by row: the mean of what each point stands for, NaN where there is nothing. */
export type SliceValues = Float32Array;

/** A grid of numbers that is read in pieces. */
export interface GridSource {
  readonly columns: number;
  readonly rows: number;
  slice(request: GridSlice): SliceValues | Promise<SliceValues>;
}

interface Tile {
  readonly request: TileRequest;
  values?: SliceValues;
  raster?: HTMLCanvasElement;
  painted?: ColorScale;
}

interface TileRequest extends GridSlice {
  /** Cells to a point, 1, 2, 4... */
  readonly columnStride: number;
  readonly rowStride: number;
}

/** Values along a side of a tile. */
const side = 256;
/** Tiles that are kept: 64 MiB of values at most. */
const most = 256;

/** Rasters without a tile: a new one costs more than what is drawn on it. */
const spare: HTMLCanvasElement[] = [];

/** Where a tile's pixels are made before they go to its raster. */
const bytes = new Uint8ClampedArray(side * side * 4);
const pixels = new Uint32Array(bytes.buffer);

/**
 * A grid cut into tiles at strides of powers of two, as maps are: what is seen is fetched about as finely as the screen shows it,
 * kept, and drawn as ready rasters, so that moving about costs a few copies. Until a tile comes, a coarser one stands in.
 */
export class Tiles {
  private readonly kept = new Map<string, Tile>();

  constructor(
    private readonly source: GridSource,
    /** A tile has come. */
    private readonly arrived: () => void,
    private readonly failed: (error: unknown) => void,
  ) {}

  /** The exact value of a cell, if it is here. */
  valueAt(column: number, row: number): number | undefined {
    const request = this.requestAt(column, row, 1, 1);
    return this.kept.get(keyOf(request))?.values?.[(row - request.row) * request.width + column - request.column];
  }

  /** Draws what is seen into a box of the surface, and asks for what is missing. */
  draw(surface: Surface, columns: Range, rows: Range, box: Box, scale: ColorScale): void {
    const ratio = window.devicePixelRatio;
    const columnStride = strideFor((columns.max - columns.min) / (box.width * ratio));
    const rowStride = strideFor((rows.max - rows.min) / (box.height * ratio));
    const place = (request: GridSlice): Box => ({
      x: box.x + ((request.column - columns.min) / (columns.max - columns.min)) * box.width,
      y: box.y + ((request.row - rows.min) / (rows.max - rows.min)) * box.height,
      width: (request.columns / (columns.max - columns.min)) * box.width,
      height: (request.rows / (rows.max - rows.min)) * box.height,
    });
    const wanted = this.seen(columns, rows, columnStride, rowStride);
    surface.clipped(box, () => {
      if (wanted.some((request) => !this.tile(request).values)) {
        for (const tile of this.kept.values()) {
          const coarser = tile.request.columnStride >= columnStride && tile.request.rowStride >= rowStride;
          if (tile.values && coarser && overlaps(tile.request, columns, rows)) {
            this.drawTile(surface, tile, place(tile.request), scale);
          }
        }
      }
      for (const request of wanted) {
        const tile = this.tile(request);
        if (tile.values) this.drawTile(surface, tile, place(request), scale);
      }
    });
    this.forget();
  }

  /** Nothing of it is drawn any more: its rasters serve the next one. */
  dispose(): void {
    for (const { raster } of this.kept.values()) if (raster && spare.length < most) spare.push(raster);
    this.kept.clear();
  }

  private seen(columns: Range, rows: Range, columnStride: number, rowStride: number): TileRequest[] {
    const requests: TileRequest[] = [];
    const [wide, tall] = [side * columnStride, side * rowStride];
    for (let row = Math.floor(rows.min / tall) * tall; row < rows.max; row += tall) {
      for (let column = Math.floor(columns.min / wide) * wide; column < columns.max; column += wide) {
        requests.push(this.requestAt(column, row, columnStride, rowStride));
      }
    }
    return requests;
  }

  /** The tile that a cell lies in. */
  private requestAt(column: number, row: number, columnStride: number, rowStride: number): TileRequest {
    const [wide, tall] = [side * columnStride, side * rowStride];
    const [left, top] = [Math.floor(column / wide) * wide, Math.floor(row / tall) * tall];
    const columns = Math.min(wide, this.source.columns - left);
    const rows = Math.min(tall, this.source.rows - top);
    const [width, height] = [Math.ceil(columns / columnStride), Math.ceil(rows / rowStride)];
    return { column: left, columns, row: top, rows, width, height, columnStride, rowStride };
  }

  /** The tile of a request, which is asked for when it is new. What was used last stands last. */
  private tile(request: TileRequest): Tile {
    const key = keyOf(request);
    let tile = this.kept.get(key);
    if (tile) this.kept.delete(key);
    else tile = this.fetch(key, request);
    this.kept.set(key, tile);
    return tile;
  }

  private fetch(key: string, request: TileRequest): Tile {
    const tile: Tile = { request };
    const values = this.source.slice(request);
    if (values instanceof Float32Array) {
      tile.values = values;
      return tile;
    }
    values.then(
      (come) => {
        tile.values = come;
        this.arrived();
      },
      (error: unknown) => {
        this.kept.delete(key);
        this.failed(error);
      },
    );
    return tile;
  }

  private drawTile(surface: Surface, tile: Tile, box: Box, scale: ColorScale): void {
    const { width, height } = tile.request;
    tile.raster ??= spare.pop() ?? h('canvas', { width: side, height: side });
    if (tile.painted !== scale) {
      paintValues(tile.values!, scale, pixels.subarray(0, width * height));
      const image = new ImageData(bytes.subarray(0, width * height * 4), width, height);
      // A canvas in main memory: pixels get there faster.
      tile.raster.getContext('2d', { willReadFrequently: true })!.putImageData(image, 0, 0);
      tile.painted = scale;
    }
    surface.image(tile.raster, { x: 0, y: 0, width, height }, box);
  }

  private forget(): void {
    for (const key of this.kept.keys()) {
      if (this.kept.size <= most) return;
      const { raster } = this.kept.get(key)!;
      if (raster) spare.push(raster);
      this.kept.delete(key);
    }
  }
}

/** The power of two that puts between one and two values on a pixel. */
const strideFor = (cellsPerPixel: number): number => 2 ** Math.max(0, Math.floor(Math.log2(cellsPerPixel)));

const keyOf = (request: TileRequest): string =>
  `${request.columnStride} ${request.rowStride} ${request.column} ${request.row}`;

function overlaps(request: GridSlice, columns: Range, rows: Range): boolean {
  const inside = (from: number, count: number, range: Range): boolean => from < range.max && from + count > range.min;
  return inside(request.column, request.columns, columns) && inside(request.row, request.rows, rows);
}
