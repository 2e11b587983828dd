import { Problem } from '../../contracts/problem';
import type { AttentionRequest } from './attention';

/** Throws `config.attention-sizes`: inner products need vectors of one size. */
export function requireEqualSizes({ config, query, memory }: AttentionRequest): void {
  if (query === memory) return;
  throw new Problem('config.attention-sizes', { kind: config.kind, query, memory }, { path: 'model.attention.kind' });
}
