import type { GeneralAttentionConfig } from '../../contracts/experiment';
import { attentionScores } from '../../core/ops/attention';
import { Linear } from '../layers/linear';
import { type AttentionFactory, oneHead } from './attention';

/**
 * General (bilinear) attention (Luong et al. 2015): score(q, k) = q W k.
 *
 * Parameters: `key.weight` `[query, memory]` (W).
 */
export const create: AttentionFactory<GeneralAttentionConfig> = ({ scope, query, memory }) => {
  const ofKey = new Linear(scope('key'), memory, query, { bias: false });
  return oneHead(memory, {
    keys: (steps) => ofKey.forward(steps),
    scores: (q, keys) => attentionScores(q, keys, 1),
  });
};
