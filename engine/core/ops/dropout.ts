import type { Op, Shape, Tensor } from '../../contracts/tensor';
import type { RandomKey } from '../random';
import { multiply } from './arithmetic';

interface MaskAttributes {
  readonly shape: Shape;
  readonly rate: number;
  readonly key: RandomKey;
  /** Training step: the same key and counter give the same mask. */
  readonly counter: number;
}

/** A tensor of 0 (with probability `rate`) and 1 / (1 - rate), out of nothing but its attributes. */
export const dropoutMaskOp: Op<MaskAttributes> = {
  name: 'dropoutMask',
  shapes: (_inputs, { shape }) => [shape],
  forward({ kernels }, _inputs, [mask], { rate, key, counter }) {
    kernels.dropoutMask(mask.size, rate, key[0], key[1], counter, mask.pointer);
  },
  backward() {
    // Nothing to go back to.
  },
};

/** @param like any tensor of the tape that the mask is for */
export function dropoutMask(like: Tensor, attributes: MaskAttributes): Tensor {
  return like.tape.apply(dropoutMaskOp, [], attributes)[0];
}

/** Inverted dropout (Srivastava et al. 2014): units are zeroed with probability `rate`, the others scaled up. */
export function dropout(x: Tensor, rate: number, key: RandomKey, counter: number): Tensor {
  return multiply(x, dropoutMask(x, { shape: x.shape, rate, key, counter }));
}
