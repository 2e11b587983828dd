import type { Range } from './range';
import type { GridSource } from './tiles';

/** A grid that is there as a whole: values row by row. */
export function gridOf(columns: number, rows: number, values: ArrayLike<number>): GridSource {
  return {
    columns,
    rows,
    slice({ column, row, width, height, ...asked }) {
      const out = new Float32Array(width * height);
      for (let y = 0; y < height; y += 1) {
        const top = row + Math.floor((y * asked.rows) / height);
        const bottom = row + Math.floor(((y + 1) * asked.rows) / height);
        for (let x = 0; x < width; x += 1) {
          const left = column + Math.floor((x * asked.columns) / width);
          const right = column + Math.floor(((x + 1) * asked.columns) / width);
          let sum = 0;
          let count = 0;
          for (let r = top; r < bottom; r += 1) {
            for (let c = left; c < right; c += 1) {
              const value = values[r * columns + c];
              if (!Number.isFinite(value)) continue;
              sum += value;
              count += 1;
            }
          }
          out[y * width + x] = count > 0 ? sum / count : Number.NaN;
        }
      }
      return out;
    },
  };
}

/** Least and greatest finite value. */
export function rangeOf(values: ArrayLike<number>): Range {
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < values.length; i += 1) {
    const value = values[i];
    if (!Number.isFinite(value)) continue;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  return min <= max ? { min, max } : { min: 0, max: 1 };
}
