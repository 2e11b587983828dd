import type { Op, Tensor } from '../../contracts/tensor';
import { columnsOf, misfit, rowsOf } from '../shape';

/**
 * Layer normalisation (Ba, Kiros and Hinton 2016): y = (x - mean) / sqrt(variance + epsilon) * weight + bias over the last axis,
 * with the variance of the whole (divided by the number of columns), as torch.nn.LayerNorm has it.
 *
 * Inputs: x `[..., columns]`, weight and bias `[columns]`. Outputs: y, statistics `[..., 2]` (mean and 1 / deviation; no gradient).
 */
export const layerNormOp: Op<{ epsilon: number }> = {
  name: 'layerNorm',
  shapes: ([x, weight, bias]) => {
    const columns = columnsOf(x.shape);
    if (weight.size !== columns || bias.size !== columns) throw misfit('layerNorm', x.shape, weight.shape, bias.shape);
    return [x.shape, [...x.shape.slice(0, -1), 2]];
  },
  forward({ kernels }, [x, weight, bias], [y, statistics], { epsilon }) {
    const [rows, columns] = [rowsOf(x.shape), columnsOf(x.shape)];
    const out = statistics.pointer;
    kernels.layerNorm(rows, columns, epsilon, x.pointer, weight.pointer, bias.pointer, y.pointer, out);
  },
  backward({ kernels }, [x, weight, bias], [y, statistics]) {
    const [rows, columns] = [rowsOf(x.shape), columnsOf(x.shape)];
    const from = statistics.pointer;
    if (x.tracked) kernels.layerNormBackward(rows, columns, x.pointer, weight.pointer, from, y.gradient, x.gradient);
    if (!weight.tracked && !bias.tracked) return;
    x.tape.scratch(columns, (unwanted) => {
      const [dweight, dbias] = [weight, bias].map((of) => (of.tracked ? of.gradient : unwanted));
      kernels.layerNormWeightBackward(rows, columns, x.pointer, from, y.gradient, dweight, dbias);
    });
  },
};

/** @param epsilon torch.nn.LayerNorm's by default */
export const layerNorm = (x: Tensor, weight: Tensor, bias: Tensor, epsilon = 1e-5): Tensor =>
  x.tape.apply(layerNormOp, [x, weight, bias], { epsilon })[0];
