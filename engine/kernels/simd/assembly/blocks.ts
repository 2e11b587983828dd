/** Size of a block when `count` is cut into as few blocks of at most `limit` as will do, all about equally large. */
@inline
export function blockSize(count: usize, limit: usize): usize {
  const blocks = (count + limit - 1) / limit;
  return (count + blocks - 1) / blocks;
}

/** Rows of the next tile, of at most six, when `rows` are still to be cut into tiles, all about equally high. */
@inline
export function tileHeight(rows: usize): usize {
  return blockSize(rows, 5);
}
