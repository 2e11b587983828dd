import type { Tensor } from '../../contracts/tensor';
import { normal } from '../../core/initialisers';
import { embedding } from '../../core/ops/embedding';
import type { ParameterScope } from '../../core/parameters';

/** A vector for every token (PyTorch's nn.Embedding, initialised as there: N(0, 1)). */
export class Embedding {
  private readonly weight: Tensor;

  constructor(scope: ParameterScope, entries: number, units: number) {
    this.weight = scope.create('weight', [entries, units], normal(1));
  }

  /** ids int `[...]` -> `[..., units]`. */
  forward(ids: Tensor): Tensor {
    return embedding(this.weight, ids);
  }
}
