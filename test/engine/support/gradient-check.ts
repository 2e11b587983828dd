import type { Tensor } from '../../../engine/contracts/tensor';
import { add, multiply } from '../../../engine/core/ops/arithmetic';
import { reshape } from '../../../engine/core/ops/layout';
import { linear } from '../../../engine/core/ops/linear';
import type { Tape } from '../../../engine/core/tape';
import { assertClose, constant, read, readGradient } from './tensors';

/** A number `[1, 1]` out of tensors, every element with another weight: no two gradients can be mixed up. */
export function weighted(outputs: readonly Tensor[]): Tensor {
  const parts = outputs.map((output, i) => {
    return dot(output, constant(output.tape as Tape, [1, output.size], `weight ${i}`));
  });
  return parts.reduce((sum, part) => add(sum, part));
}

/**
 * Compares the gradient of `run` with central finite differences in 64 bit, for every element of `variables`.
 * `run` must compute everything anew from their values. The tape must be sealed behind them.
 */
export function checkGradients(tape: Tape, variables: readonly Tensor[], run: () => Tensor, what: string): void {
  const step = 1e-5;
  const value = () => {
    const [result] = read(run());
    tape.reset();
    return result;
  };
  for (const tensor of variables) {
    tape.backend.kernels.fill(tensor.size, 0, tensor.gradient);
  }
  tape.backward(run());
  const gradients = variables.map(readGradient);
  tape.reset();
  variables.forEach((tensor, v) => {
    const memory = tape.backend.floats(tensor.pointer, tensor.size);
    const numeric = Array.from(memory, (start, i) => {
      memory[i] = start + step;
      const above = value();
      memory[i] = start - step;
      const below = value();
      memory[i] = start;
      return (above - below) / (2 * step);
    });
    assertClose(gradients[v], numeric, 2e-8, `${what}: gradient of ${tensor.path ?? `variable ${v}`}`);
  });
}

/** A number `[1, 1]`: the sum of x times `weights`, of the same size, by element. */
export function dot(x: Tensor, weights: Tensor): Tensor {
  return linear(reshape(x, [1, x.size]), reshape(weights, [1, x.size]));
}

/** x * x, for tests that need a gradient that is not constant. */
export const square = (x: Tensor): Tensor => multiply(x, x);
