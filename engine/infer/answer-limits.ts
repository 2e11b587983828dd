import type { PairCodec } from '../contracts/data';

/** What a search needs to know of the target's tokens. */
export type Symbols = Pick<PairCodec, 'start' | 'end' | 'banned' | 'longest'>;

/** Makes tokens impossible that are never to be generated. Changes the row. */
export function ban(row: Float64Array, { banned }: Symbols): Float64Array {
  for (const id of banned) row[id] = -Infinity;
  return row;
}
