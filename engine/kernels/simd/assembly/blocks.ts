/** Size of a block when `count`, at least 1, is cut into as few blocks of at most `limit` as will do, all about equally large. */
@inline
export function blockSize(count: usize, limit: usize): usize {
  const blocks = (count + limit - 1) / limit;
  return (count + blocks - 1) / blocks;
}

/** Rows of the highest tile whose sums and operands fit into sixteen registers; a product and a sum apart need one more. */
const highestTile: usize = ASC_FEATURE_RELAXED_SIMD ? 6 : 4;

/** Rows of the next tile when `rows` are still to be cut into tiles, all about equally high. */
@inline
export function tileHeight(rows: usize): usize {
  return blockSize(rows, highestTile);
}
