import type { AdditiveAttentionConfig } from '../../contracts/experiment';
import { uniform } from '../../core/initialisers';
import { additiveScores } from '../../core/ops/attention';
import { Linear } from '../layers/linear';
import { type AttentionFactory, oneHead } from './attention';

/**
 * Additive attention (Bahdanau et al. 2015).
 *
 *     score(q, k) = v tanh(W q + b + U k)
 *
 * Parameters: `query.weight`, `query.bias` (W, b), `key.weight` (U), `energy.weight` `[1, units]` (v).
 */
export const create: AttentionFactory<AdditiveAttentionConfig> = ({ scope, query, memory, config }) => {
  const units = config.units ?? query;
  const ofQuery = new Linear(scope('query'), query, units);
  const ofKey = new Linear(scope('key'), memory, units, { bias: false });
  const energy = scope('energy').create('weight', [1, units], uniform(1 / Math.sqrt(units)));
  return oneHead(memory, {
    keys: (steps) => ofKey.forward(steps),
    scores: (q, keys) => additiveScores(ofQuery.forward(q), keys, energy),
  });
};
