import type { DotAttentionConfig } from '../../contracts/experiment';
import { attentionScores } from '../../core/ops/attention';
import { type AttentionFactory, oneHead } from './attention';
import { requireEqualSizes } from './sizes';

/** Dot product attention (Luong et al. 2015): score(q, k) = q k. No parameters. */
export const create: AttentionFactory<DotAttentionConfig> = (request) => {
  requireEqualSizes(request);
  return oneHead(request.memory, { scores: (q, keys) => attentionScores(q, keys, 1) });
};
