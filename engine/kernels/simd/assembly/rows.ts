import { add } from './elementwise';

export function gatherRows(rows: usize, columns: usize, table: usize, ids: usize, out: usize): void {
  const bytes = columns << 2;
  for (let r: usize = 0; r < rows; r++) {
    memory.copy(out + r * bytes, table + <usize>load<u32>(ids + (r << 2)) * bytes, bytes);
  }
}

/** `stride`: distance between rows of x and of the table, in elements. */
export function scatterAddRows(
  rows: usize,
  columns: usize,
  x: usize,
  ids: usize,
  table: usize,
  stride: usize,
): void {
  const bytes = stride << 2;
  for (let r: usize = 0; r < rows; r++) {
    const to = table + <usize>load<u32>(ids + (r << 2)) * bytes;
    add(columns, to, x + r * bytes, to);
  }
}
