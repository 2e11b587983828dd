import type { InputSpec, OutputSpec } from '../contracts/data';
import type { ModelConfig } from '../contracts/experiment';
import type { Model } from '../contracts/network';
import { Problem } from '../contracts/problem';
import type { ParameterStore } from '../core/parameters';
import type { AttentionFactory } from '../nn/attention/attention';
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
  readonly createAttention: AttentionFactory;
}

/** Every model module exports one as `create`. */
export type ModelFactory<C extends ModelConfig = ModelConfig> = (request: ModelRequest<C>) => Model;

/** What a decoder reads, where it can only write tokens. Throws `config.decoder-tokens`. */
export function tokensOf({ decoder, output, config }: ModelRequest): Extract<InputSpec, { kind: 'tokens' }> {
  if (decoder?.kind === 'tokens' && output.kind === 'classes' && output.per === 'step') return decoder;
  throw new Problem('config.decoder-tokens', { model: config.kind }, { path: 'model.kind' });
}
