import type { TensorSlice, TensorSummary } from '../contracts/tensor-file';
import type { SafetensorsFile } from './safetensors-file';
import type { TensorEntry } from './safetensors-header';

/** Elements that a summary looks at. */
const mostSummed = 2 ** 21;
/** Elements that are read at a time: a moment's work. */
const pieceSize = 2 ** 14;
const bucketCount = 60;

/** Elements in a row and number of rows of a tensor seen as a table. */
export function tableOf({ shape }: Pick<TensorEntry, 'shape'>): { readonly columns: number; readonly rows: number } {
  const columns = shape.at(-1) ?? 1;
  return { columns, rows: shape.slice(0, -1).reduce((product, size) => product * size, 1) };
}

/** How the values of a tensor are spread: of all of them, or of evenly chosen stretches where there are millions. */
export async function summarise(file: SafetensorsFile, tensor: TensorEntry): Promise<TensorSummary> {
  const { columns, rows } = tableOf(tensor);
  const elements = columns * rows;
  const pieces = Math.ceil(elements / pieceSize);
  const stride = Math.max(1, Math.ceil(elements / mostSummed));
  const values: number[] = [];
  let counted = 0;
  for (let piece = 0; piece < pieces; piece += stride) {
    const read = await file.values(tensor, piece * pieceSize, Math.min(elements, (piece + 1) * pieceSize));
    counted += read.length;
    for (const value of read) if (Number.isFinite(value)) values.push(value);
  }
  let [min, max, sum, zeros] = [Infinity, -Infinity, 0, 0];
  for (const value of values) {
    if (value < min) min = value;
    if (value > max) max = value;
    if (value === 0) zeros++;
    sum += value;
  }
  const mean = sum / values.length;
  const buckets = Array.from({ length: bucketCount }, () => 0);
  let squares = 0;
  for (const value of values) {
    squares += (value - mean) ** 2;
    buckets[max > min ? Math.min(bucketCount - 1, Math.floor(((value - min) / (max - min)) * bucketCount)) : 0]++;
  }
  const deviation = Math.sqrt(squares / values.length);
  return { counted, notFinite: counted - values.length, zeros, min, max, mean, deviation, buckets };
}

/** Most rows, and most neighbours in a row, that one point is the mean of. */
const [mostRows, mostNeighbours] = [4, 16];

/** Means over the cells of a table that each point stands for, NaN where there is nothing; never more than some of each point's. */
export async function slicePoints(
  file: SafetensorsFile,
  tensor: TensorEntry,
  slice: TensorSlice,
): Promise<Float32Array> {
  const { width, height } = slice;
  const { columns } = tableOf(tensor);
  const points = new Float32Array(width * height);
  const rowAt = (y: number): number => slice.row + Math.floor((y * slice.rows) / height);
  const columnAt = (x: number): number => slice.column + Math.floor((x * slice.columns) / width);
  const dense = slice.columns / width <= mostNeighbours;
  for (let y = 0; y < height; y++) {
    const sums = new Float64Array(width);
    const counts = new Uint32Array(width);
    const above = rowAt(y);
    const rows = Math.max(1, rowAt(y + 1) - above);
    for (let i = 0; i < Math.min(rows, mostRows); i++) {
      const start = (above + Math.floor((i * rows) / Math.min(rows, mostRows))) * columns;
      // One reading for the row where its points lie close, else a short one for each.
      const whole = dense && (await file.values(tensor, start + slice.column, start + slice.column + slice.columns));
      for (let x = 0; x < width; x++) {
        const [from, to] = [columnAt(x), Math.max(columnAt(x) + 1, columnAt(x + 1))];
        const cells = whole
          ? whole.subarray(from - slice.column, to - slice.column)
          : await file.values(tensor, start + from, start + Math.min(to, from + mostNeighbours));
        for (const value of cells) {
          sums[x] += value;
          counts[x]++;
        }
      }
    }
    for (let x = 0; x < width; x++) points[y * width + x] = sums[x] / counts[x];
  }
  return points;
}
