import type { InputSpec, OutputSpec } from '../contracts/data';
import type { ModelConfig } from '../contracts/experiment';
import type { Model } from '../contracts/network';
import type { ParameterStore } from '../core/parameters';
import type { CellFactory } from '../nn/cells/weights';

/** What every model is made of: a place for its weights, its sizes, and the parts that its configuration names by kind. */
export interface ModelRequest<C extends ModelConfig = ModelConfig> {
  readonly store: ParameterStore;
  readonly config: C;
  readonly seed: number;
  readonly input: InputSpec;
  readonly output: OutputSpec;
  /** Of pairs: what the decoder reads. */
  readonly decoder?: InputSpec;
  readonly createCell: CellFactory;
}

/** Every model module exports one as `create`. */
export type ModelFactory<C extends ModelConfig = ModelConfig> = (request: ModelRequest<C>) => Model;
