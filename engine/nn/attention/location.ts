import type { LocationAttentionConfig } from '../../contracts/experiment';
import { uniform } from '../../core/initialisers';
import { locationScores } from '../../core/ops/attention';
import { linear } from '../../core/ops/linear';
import { type AttentionFactory, oneHead } from './attention';

/**
 * Location-based attention (Luong et al. 2015): the query alone says where to look, scores = W q, one row of W for each
 * position of the source. What lies behind the last position is not looked at.
 *
 * Parameters: `location.weight` `[positions, query]` (W).
 */
export const create: AttentionFactory<LocationAttentionConfig> = ({ scope, query, memory, config }) => {
  const weight = scope('location').create('weight', [config.positions, query], uniform(1 / Math.sqrt(query)));
  return oneHead(memory, { scores: (q, keys) => locationScores(linear(q, weight), keys.shape[0]) });
};
