import type { Tensor } from '../../contracts/tensor';
import { embedding } from '../../core/ops/embedding';
import { at, reshape } from '../../core/ops/layout';

/**
 * The step of `[time, batch, units]` that a reader in this direction reads last.
 *
 * @param ends int `[batch]`: where each sequence has its own, the numbers of those rows in `[time * batch, units]`
 */
export function lastStep(y: Tensor, reverse: boolean, ends?: Tensor): Tensor {
  return ends ? rowsOf(y, ends) : at(y, reverse ? 0 : y.shape[0] - 1);
}

/** Rows of `[time, batch, size]` by their numbers in `[time * batch, size]`. */
export function rowsOf(y: Tensor, rows: Tensor): Tensor {
  const [time, batch, size] = y.shape;
  return embedding(reshape(y, [time * batch, size]), rows);
}
