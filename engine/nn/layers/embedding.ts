import type { LookUp, Tensor } from '../../contracts/tensor';
import { normal } from '../../core/initialisers';
import { embedding } from '../../core/ops/embedding';
import type { ParameterScope } from '../../core/parameters';

/** A vector for every token (PyTorch's nn.Embedding, initialised as there: N(0, 1)). */
export class Embedding {
  private readonly weight: Tensor;

  constructor(
    scope: ParameterScope,
    entries: number,
    readonly units: number,
  ) {
    this.weight = scope.create('weight', [entries, units], normal(1));
  }

  /** The same without writing the rows out, for layers that can do without. */
  lookUp(ids: Tensor): LookUp {
    return { table: this.weight, ids };
  }

  /** ids int `[...]` -> `[..., units]`. */
  forward(ids: Tensor): Tensor {
    return embedding(this.weight, ids);
  }
}
