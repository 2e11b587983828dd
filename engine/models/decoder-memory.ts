import type { Memory, State } from '../contracts/network';
import type { Tensor } from '../contracts/tensor';
import { at, reshape } from '../core/ops/layout';
import type { DecoderStart } from '../nn/combine/decoder';

/** A decoder's start in the form of the contract: everything `[time, batch, size]`. */
export function memoryOf({ state, fixed, source }: DecoderStart): Memory {
  const context: Record<string, Tensor> = {};
  if (fixed) context.fixed = reshape(fixed, [1, ...fixed.shape]);
  if (source) Object.assign(context, { keys: source.keys, values: source.values });
  if (source?.mask) context.mask = reshape(source.mask, [...source.mask.shape, 1]);
  return { state, context };
}

/** What every step may look at, out of that form. */
export function startOf({ fixed, keys, values, mask }: State): Omit<DecoderStart, 'state'> {
  return {
    fixed: fixed && at(fixed, 0),
    source: keys && { keys, values, mask: mask && reshape(mask, mask.shape.slice(0, 2)) },
  };
}
