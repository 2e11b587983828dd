import type { Tensor } from '../../contracts/tensor';
import { exp, log } from '../../core/ops/activations';
import { multiply, scale, spread, sumSteps } from '../../core/ops/arithmetic';
import { columnsOf } from '../../core/shape';

/** Mean over time: y `[time, batch, units]` -> `[batch, units]`; over the real steps alone when there is a mask `[time, batch]`. */
export function meanSteps(y: Tensor, mask?: Tensor): Tensor {
  if (!mask) return scale(sumSteps(y), 1 / y.shape[0]);
  const units = columnsOf(y.shape);
  // 1 / length as exp(-log(length)), with the operations that there are.
  const share = exp(scale(log(sumSteps(mask)), -1));
  return multiply(sumSteps(multiply(y, spread(mask, units))), spread(share, units));
}
