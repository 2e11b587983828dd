/** Rows of the training part that are compared with. */
const MOST_ROWS = 20_000;

/**
 * The training row whose numbers are nearest to those of a row (Euclid's distance). Of equals the first counts.
 *
 * @param vectors scaled, `[rows, size]`
 */
export function nearestRow(vectors: Float64Array, size: number, trained: Uint32Array, row: number): number {
  let [best, least] = [trained[0], Infinity];
  for (const other of trained.subarray(0, MOST_ROWS)) {
    let distance = 0;
    for (let i = 0; i < size && distance < least; i++)
      distance += (vectors[other * size + i] - vectors[row * size + i]) ** 2;
    if (distance < least) [best, least] = [other, distance];
  }
  return best;
}
