import type { Kernels } from '../../contracts/backend';
import type { Op, Tensor } from '../../contracts/tensor';
import { columnsOf, misfit, rowsOf } from '../shape';
import { spread } from './arithmetic';

/**
 * Cross-entropy of softmax(logits) against target classes, in nats.
 *
 * Inputs: logits `[..., classes]`, targets int `[...]`, weights `[...]`.
 * Outputs: loss `[1]` = scale * sum of the weighted losses, losses `[...]` (weighted, each), and what the gradient of the logits is where
 * that of the loss is 1, `[..., classes]`. Only `loss` carries a gradient.
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
  reuses: { input: 0, output: 2 },
  forward({ kernels }, [logits, targets, weights], [loss, losses, slopes], { scale }) {
    const rows = rowsOf(logits.shape);
    const given = [logits.pointer, targets.pointer, weights.pointer] as const;
    kernels.crossEntropy(rows, columnsOf(logits.shape), ...given, scale, slopes.pointer, losses.pointer);
    kernels.fill(1, scale * kernels.sum(rows, losses.pointer), loss.pointer);
  },
  backward({ kernels }, [logits], [loss, , slopes]) {
    addScaled(kernels, kernels.sum(1, loss.gradient), slopes, logits);
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
  reuses: { input: 0, output: 1 },
  backward({ kernels }, [output], [loss, difference], { scale }) {
    addScaled(kernels, ((2 * scale) / columnsOf(output.shape)) * kernels.sum(1, loss.gradient), difference, output);
  },
};

/** Adds factor * x to the gradient of `to`, or makes it that where x lies in its memory. */
function addScaled(kernels: Kernels, factor: number, x: Tensor, to: Tensor): void {
  if (x.pointer !== to.gradient) kernels.axpy(x.size, factor, x.pointer, to.gradient);
  else if (factor !== 1) kernels.scale(x.size, factor, x.pointer, x.pointer);
}

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
