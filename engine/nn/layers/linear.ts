import type { Tensor } from '../../contracts/tensor';
import { uniform } from '../../core/initialisers';
import { linear } from '../../core/ops/linear';
import type { ParameterScope } from '../../core/parameters';

/** y = x W^T + b (PyTorch's nn.Linear, initialised as there: U(-1/sqrt(inputs), 1/sqrt(inputs))). */
export class Linear {
  private readonly weight: Tensor;
  private readonly bias: Tensor | undefined;

  constructor(
    scope: ParameterScope,
    inputs: number,
    readonly outputs: number,
    { bias = true } = {},
  ) {
    const initialise = uniform(1 / Math.sqrt(inputs));
    this.weight = scope.create('weight', [outputs, inputs], initialise);
    if (bias) this.bias = scope.create('bias', [outputs], initialise);
  }

  /** x `[..., inputs]` -> `[..., outputs]`. */
  forward(x: Tensor): Tensor {
    return linear(x, this.weight, this.bias);
  }
}
