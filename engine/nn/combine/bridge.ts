import type { State } from '../../contracts/network';
import type { Tensor } from '../../contracts/tensor';
import { tanh } from '../../core/ops/activations';
import type { ParameterScope } from '../../core/parameters';
import { Linear } from '../layers/linear';

/**
 * Makes the first state of a decoder out of something else: every part is tanh(W x + b) of its own x, as in Bahdanau et al.
 * 2015 (appendix A.2.2).
 *
 * Parameters: `NAME.weight` and `NAME.bias` for every part NAME of the state (`l0.h`).
 */
export class Bridge {
  private readonly parts: readonly (readonly [string, Linear])[];

  /**
   * @param scope the place of one part @param state a state as the decoder wants it, of any batch
   * @param size columns of the x of a part
   */
  constructor(scope: (name: string) => ParameterScope, state: State, size: (name: string) => number) {
    this.parts = Object.entries(state).map(([name, { shape }]) => {
      return [name, new Linear(scope(name), size(name), shape[1])] as const;
    });
  }

  /** @param from the x of a part, `[batch, columns]` */
  forward(from: (name: string) => Tensor): State {
    return Object.fromEntries(this.parts.map(([name, linear]) => [name, tanh(linear.forward(from(name)))]));
  }
}
