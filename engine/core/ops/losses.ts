import type { Op, Tensor } from '../../contracts/tensor';
import { columnsOf, misfit, rowsOf } from '../shape';
import { spread } from './arithmetic';

/**
 * Cross-entropy of softmax(logits) against target classes, in nats.
 *
 * Inputs: logits `[..., classes]`, targets int `[...]`, weights `[...]`.
 * Outputs: loss `[1]` = scale * sum of the weighted losses, losses `[...]` (weighted, each), probabilities `[..., classes]`.
 * Only `loss` carries a gradient.
 */
export const crossEntropyOp: Op<{ scale: number }> = {
  name: 'crossEntropy',
  shapes: ([logits, targets, weights]) => {
    const rows = rowsOf(logits.shape);
    if (targets.size !== rows || weights.size !== rows || targets.element !== 'int') {
      throw misfit('crossEntropy', logits.shape, targets.shape, weights.shape);
    }
    return [[1], targets.shape, logits.shape];
  },
  forward({ kernels }, [logits, targets, weights], [loss, losses, probabilities], { scale }) {
    const rows = rowsOf(logits.shape);
    const columns = columnsOf(logits.shape);
    const p = probabilities.pointer;
    kernels.crossEntropy(rows, columns, logits.pointer, targets.pointer, weights.pointer, p, losses.pointer);
    kernels.fill(1, scale * kernels.sum(rows, losses.pointer), loss.pointer);
  },
  backward({ kernels }, [logits, targets, weights], [loss, , probabilities], { scale }) {
    const rows = rowsOf(logits.shape);
    const columns = columnsOf(logits.shape);
    const slope = scale * kernels.sum(1, loss.gradient);
    const p = probabilities.pointer;
    kernels.crossEntropyBackward(rows, columns, p, targets.pointer, weights.pointer, slope, logits.gradient);
  },
};

/**
 * Mean over columns of the squared error, weighted by row.
 *
 * Inputs: output `[..., columns]`, target `[..., columns]`, rowWeights `[..., columns]`.
 * Outputs: loss `[1]` = scale / columns * sum of weight * (output - target)^2, weighted difference, weighted squares.
 */
export const squaredErrorOp: Op<{ scale: number }> = {
  name: 'squaredError',
  shapes: ([output, target, weights]) => {
    if (target.size !== output.size || weights.size !== output.size) {
      throw misfit('squaredError', output.shape, target.shape, weights.shape);
    }
    return [[1], output.shape, output.shape];
  },
  forward({ kernels }, [output, target, weights], [loss, difference, squares], { scale }) {
    const size = output.size;
    // squares holds the plain difference for a moment, so that weight * difference^2 keeps the weight single.
    kernels.subtract(size, output.pointer, target.pointer, squares.pointer);
    kernels.multiply(size, squares.pointer, weights.pointer, difference.pointer);
    kernels.multiply(size, squares.pointer, difference.pointer, squares.pointer);
    kernels.fill(1, (scale / columnsOf(output.shape)) * kernels.sum(size, squares.pointer), loss.pointer);
  },
  backward({ kernels }, [output], [loss, difference], { scale }) {
    const slope = ((2 * scale) / columnsOf(output.shape)) * kernels.sum(1, loss.gradient);
    kernels.axpy(output.size, slope, difference.pointer, output.gradient);
  },
};

export interface Loss {
  /** `[1]`. */
  readonly loss: Tensor;
  /** By row for cross-entropy, by element for squared error; weighted, not scaled. */
  readonly losses: Tensor;
}

/** `scale` is usually 1 / (number of rows with weight 1): then the loss is a mean. */
export function crossEntropy(logits: Tensor, targets: Tensor, weights: Tensor, scale: number): Loss {
  const [loss, losses] = logits.tape.apply(crossEntropyOp, [logits, targets, weights], { scale });
  return { loss, losses };
}

/** @param weights one a row of `output` */
export function squaredError(output: Tensor, target: Tensor, weights: Tensor, scale: number): Loss {
  const rowWeights = spread(weights, columnsOf(output.shape));
  const [loss, , losses] = output.tape.apply(squaredErrorOp, [output, target, rowWeights], { scale });
  return { loss, losses };
}
