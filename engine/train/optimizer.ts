import type { OptimizerConfig } from '../contracts/experiment';
import type { Tensor } from '../contracts/tensor';
import type { ParameterStore } from '../core/parameters';

export interface Optimizer {
  /** State tensors by their key in a checkpoint, such as `optimizer.m/rnn.weight_ih_l0`. */
  readonly state: ReadonlyMap<string, Tensor>;
  /**
   * Changes every parameter by its gradient.
   *
   * @param step counts from 1
   * @param scale what clipping multiplies gradients by
   */
  update(step: number, rate: number, scale: number): void;
}

/** Every optimiser module exports one as `create`. To be called before the tape is sealed. */
export type OptimizerFactory<C extends OptimizerConfig = OptimizerConfig> = (
  store: ParameterStore,
  config: C,
  weightDecay: number,
) => Optimizer;

/** One tensor of zeros for every parameter. */
export class Moments {
  private readonly byParameter = new Map<Tensor, Tensor>();

  constructor(
    store: ParameterStore,
    private readonly name: string,
  ) {
    for (const parameter of store.all) this.byParameter.set(parameter, store.tape.zeros(parameter.shape));
  }

  pointer(parameter: Tensor): number {
    return this.byParameter.get(parameter)?.pointer ?? 0;
  }

  entries(): [string, Tensor][] {
    return [...this.byParameter].map(([parameter, moment]) => [`optimizer.${this.name}/${parameter.path}`, moment]);
  }
}
