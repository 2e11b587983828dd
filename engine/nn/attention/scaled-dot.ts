import type { ScaledDotAttentionConfig } from '../../contracts/experiment';
import { scale } from '../../core/ops/arithmetic';
import { attentionScores } from '../../core/ops/attention';
import { type AttentionFactory, oneHead } from './attention';
import { requireEqualSizes } from './sizes';

/** Scaled dot product attention (Vaswani et al. 2017): score(q, k) = q k / sqrt(size). No parameters. */
export const create: AttentionFactory<ScaledDotAttentionConfig> = (request) => {
  requireEqualSizes(request);
  const factor = 1 / Math.sqrt(request.query);
  return oneHead(request.memory, { scores: (q, keys) => attentionScores(scale(q, factor), keys, 1) });
};
