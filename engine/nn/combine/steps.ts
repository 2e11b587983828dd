import type { Tensor } from '../../contracts/tensor';
import { at } from '../../core/ops/layout';

/** The step of `[time, ...]` that a reader in this direction reads last. */
export function lastStep(y: Tensor, reverse: boolean): Tensor {
  return at(y, reverse ? 0 : y.shape[0] - 1);
}
