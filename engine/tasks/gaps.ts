import type { Tokenizer } from '../data/tokenizers';

/** What a person writes for a hidden token. */
export const GAP = '_';

/** The tokens of a text with gaps. Each gap is a token of its own, whatever stands beside it. */
export function cutAtGaps(text: string, tokenizer: Tokenizer): string[] {
  const tokens: string[] = [];
  text
    .replaceAll('\r\n', '\n')
    .split(GAP)
    .forEach((piece, i) => {
      if (i > 0) tokens.push(GAP);
      tokenizer.each(piece, (token) => tokens.push(token));
    });
  return tokens;
}
