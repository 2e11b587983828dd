import { eachLine } from './lines';
import { segmenterTokenizer } from './segmenter';
import type { Tokenizer } from './tokenizer';

const words = segmenterTokenizer('word');

/** Words (Unicode Standard Annex 29; Chinese, Japanese and Thai by ICU's dictionaries); white space and punctuation are tokens too. */
export const word: Tokenizer = {
  kind: 'word',
  each(text, visit) {
    eachLine(text, (line) => words(line, visit));
  },
};
