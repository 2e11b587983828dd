import type { LocationAttentionConfig } from '../../contracts/experiment';
import type { Tensor } from '../../contracts/tensor';
import { uniform } from '../../core/initialisers';
import { firstSteps, reshape } from '../../core/ops/layout';
import { linear } from '../../core/ops/linear';
import { type Attention, type AttentionFactory, gather } from './attention';

/**
 * Location-based attention (Luong et al. 2015): the query alone says where to look, scores = W q, one row of W for each
 * position of the source. What lies behind the last position is not looked at.
 *
 * Parameters: `location.weight` `[positions, query]` (W).
 */
export const create: AttentionFactory<LocationAttentionConfig> = ({ scope, query, memory, config }): Attention => {
  const { positions } = config;
  const weight = scope('location').create('weight', [positions, query], uniform(1 / Math.sqrt(query)));
  const upTo = (steps: Tensor) => firstSteps(steps, Math.min(positions, steps.shape[0]));
  return {
    heads: 1,
    outputs: memory,
    prepare(steps, mask) {
      const seen = upTo(steps);
      return { keys: seen, values: seen, mask: mask && upTo(mask) };
    },
    attend(q, source) {
      const [seen] = source.values.shape;
      const [time, batch] = q.shape;
      return gather(reshape(linear(q, firstSteps(weight, seen)), [time, batch, 1, seen]), source);
    },
  };
};
