import type { DecodingOptions } from '../contracts/events';
import type { Network } from '../core/network';
import { Random, randomKey } from '../core/random';
import { Continuation } from './continuation';
import { chooseToken } from './decoding';

/**
 * Continues a prompt, one token id at a time. The prompt must not be empty: its last token is what the first choice follows.
 *
 * @param banned an id that is never chosen (the unknown token)
 */
export function* generateTokens(
  network: Network,
  prompt: readonly number[],
  options: DecodingOptions,
  banned?: number,
): Generator<number> {
  const random = new Random(randomKey(options.seed, 'generate'));
  const text = new Continuation(network);
  let logits = text.tokens(prompt);
  for (let i = 0; i < options.length; i++) {
    const token = chooseToken(logits, options, random, banned);
    yield token;
    if (i + 1 < options.length) logits = text.tokens([token]);
  }
}
