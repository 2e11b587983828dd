import type { MultiHeadAttentionConfig } from '../../contracts/experiment';
import { Problem } from '../../contracts/problem';
import { scale } from '../../core/ops/arithmetic';
import { attentionScores } from '../../core/ops/attention';
import { Linear } from '../layers/linear';
import { type Attention, type AttentionFactory, gather } from './attention';

/**
 * Multi-head attention (Vaswani et al. 2017): queries, keys and values are projected, cut into heads of equal size, and every
 * head looks for itself; PyTorch's nn.MultiheadAttention, whose `in_proj_weight` is query, key and value weight in one.
 *
 *     head_i = softmax((W_q q)_i (W_k k)_i / sqrt(size of a head)) (W_v v)_i,  context = W_o [head_1; ...]
 *
 * Parameters: `query`, `key`, `value` and `output`, each with `.weight` and `.bias`. The size is that of the query.
 */
export const create: AttentionFactory<MultiHeadAttentionConfig> = ({ scope, query, memory, config }): Attention => {
  const { heads } = config;
  if (query % heads !== 0) {
    throw new Problem('config.heads', { heads, units: query }, { path: 'model.attention.heads' });
  }
  const ofQuery = new Linear(scope('query'), query, query);
  const ofKey = new Linear(scope('key'), memory, query);
  const ofValue = new Linear(scope('value'), memory, query);
  const output = new Linear(scope('output'), query, query);
  const factor = 1 / Math.sqrt(query / heads);
  return {
    heads,
    outputs: query,
    prepare: (steps, mask) => ({ keys: ofKey.forward(steps), values: ofValue.forward(steps), mask }),
    attend(q, source) {
      const scores = attentionScores(scale(ofQuery.forward(q), factor), source.keys, heads);
      const { context, weights } = gather(scores, source);
      return { context: output.forward(context), weights };
    },
  };
};
