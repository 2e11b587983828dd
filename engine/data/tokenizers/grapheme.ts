import { eachLine } from './lines';
import { segmenterTokenizer } from './segmenter';
import type { Tokenizer } from './tokenizer';

const PLAIN = /^[\t\n\x20-\x7e]*$/;
const clusters = segmenterTokenizer('grapheme');

/** Grapheme clusters (Unicode Standard Annex 29): what a reader takes for one character, such as an emoji family. */
export const grapheme: Tokenizer = {
  kind: 'grapheme',
  each(text, visit) {
    eachLine(text, (line) => {
      // In plain ASCII every character is a cluster of its own.
      if (PLAIN.test(line)) for (const token of line) visit(token);
      else clusters(line, visit);
    });
  },
};
