import type { Tokenizer } from './tokenizer';

/** Unicode code points. */
export const character: Tokenizer = {
  kind: 'character',
  each(text, visit) {
    for (const token of text) visit(token);
  },
};
