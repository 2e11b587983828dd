import type { AttentionConfig } from '../../contracts/experiment';
import type { Tensor } from '../../contracts/tensor';
import { attentionContext, maskedSoftmax } from '../../core/ops/attention';
import type { ParameterScope } from '../../core/parameters';

/** What is looked at, made ready once for all queries. */
export interface Source {
  /** `[source, batch, ...]`: what queries are compared with. */
  readonly keys: Tensor;
  /** `[source, batch, heads * size]`: what is gathered. */
  readonly values: Tensor;
  /** Floats `[source, batch]`, 0 for padding, which is never looked at. */
  readonly mask?: Tensor;
}

export interface Attended {
  /** `[time, batch, outputs]`. */
  readonly context: Tensor;
  /** `[time, batch, heads, source]`: rows sum to 1. */
  readonly weights: Tensor;
}

/** One way to look back: one file here, one line in the catalogue. */
export interface Attention {
  readonly heads: number;
  /** Columns of the context. */
  readonly outputs: number;
  /** @param memory `[source, batch, columns]`: outputs of a recurrent layer @param mask `[source, batch]` */
  prepare(memory: Tensor, mask?: Tensor): Source;
  /** @param query `[time, batch, columns]` */
  attend(query: Tensor, source: Source): Attended;
}

export interface AttentionRequest<C extends AttentionConfig = AttentionConfig> {
  /** The place of one weight by its name in the equations (`query`, `key`...). */
  readonly scope: (name: string) => ParameterScope;
  /** Columns of the queries and of the memory. */
  readonly query: number;
  readonly memory: number;
  readonly config: C;
}

/** Every attention module exports one as `create`. Throws when the sizes do not suit it. */
export type AttentionFactory<C extends AttentionConfig = AttentionConfig> = (request: AttentionRequest<C>) => Attention;

/** How one head compares; the rest is the same for all kinds. */
interface Scoring {
  /** What the memory is turned into, once; the memory itself when absent. */
  readonly keys?: (memory: Tensor) => Tensor;
  /** query `[time, batch, columns]`, keys -> `[time, batch, 1, source]`. */
  readonly scores: (query: Tensor, keys: Tensor) => Tensor;
}

/** Attention of one head that gathers the memory itself: context = sum over s of softmax(scores)_s memory_s. */
export function oneHead(memorySize: number, { keys, scores }: Scoring): Attention {
  return {
    heads: 1,
    outputs: memorySize,
    prepare: (memory, mask) => ({ keys: keys ? keys(memory) : memory, values: memory, mask }),
    attend: (query, source) => gather(scores(query, source.keys), source),
  };
}

/** The softmax of the scores over the real steps, and the values by it. */
export function gather(scores: Tensor, { values, mask }: Source): Attended {
  const weights = maskedSoftmax(scores, mask);
  return { weights, context: attentionContext(weights, values) };
}
