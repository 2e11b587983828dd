import type { Tensor } from '../../contracts/tensor';
import { ones, zeros } from '../../core/initialisers';
import { layerNorm } from '../../core/ops/layer-norm';
import type { ParameterScope } from '../../core/parameters';

/** Layer normalisation over the last axis (PyTorch's nn.LayerNorm, initialised as there: weight 1, bias 0). */
export class LayerNorm {
  private readonly weight: Tensor;
  private readonly bias: Tensor;

  constructor(scope: ParameterScope, units: number) {
    this.weight = scope.create('weight', [units], ones);
    this.bias = scope.create('bias', [units], zeros);
  }

  /** x `[..., units]` -> the same shape. */
  forward(x: Tensor): Tensor {
    return layerNorm(x, this.weight, this.bias);
  }
}
