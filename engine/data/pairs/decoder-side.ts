import type { BatchBuffer } from '../../contracts/data';
import type { TokenRows } from '../token-rows';
import { END, PADDING, START } from '../vocabulary';

/** Steps of a decoder that writes these rows: the longest, and the end symbol. */
export function decoderSteps(target: TokenRows, rows: Uint32Array): number {
  return 1 + rows.reduce((longest, row) => Math.max(longest, target.length(row)), 0);
}

/**
 * Writes what a decoder reads (the start symbol and the target) and is to give out (the target and the end symbol), a row a lane. What
 * is shorter is padded at its end, with weight 0. @returns the number of weight-1 rows
 */
export function writeDecoderSide(target: TokenRows, rows: Uint32Array, batch: number, into: BatchBuffer): number {
  const time = decoderSteps(target, rows);
  let predicted = 0;
  for (let lane = 0; lane < batch; lane++) {
    const row = rows[lane];
    const outputs = lane < rows.length ? target.length(row) + 1 : 0;
    for (let t = 0; t < time; t++) {
      const cell = t * batch + lane;
      if (into.decoderInput) {
        into.decoderInput[cell] = t >= outputs ? PADDING : t === 0 ? START : target.at(row, t - 1);
      }
      into.target[cell] = t >= outputs ? PADDING : t + 1 === outputs ? END : target.at(row, t);
      into.weights[cell] = t < outputs ? 1 : 0;
    }
    predicted += outputs;
  }
  return predicted;
}
