import type { Example } from '../contracts/data';
import { hiddenTokens } from '../data/cloze-batches';
import type { Tokenizer } from '../data/tokenizers';
import { HIDDEN, type Vocabulary } from '../data/vocabulary';
import { cutAtGaps, GAP } from './gaps';
import { oneSequence } from './one-sequence';

/** Tokens that stand one after the other in a text. */
export interface Stretch {
  readonly tokens: readonly string[];
  /** The token behind the last one, where it is known. */
  readonly after?: string;
  /** Where the first one stands in its part; absent for a text that somebody gave. */
  readonly position?: number;
}

/** How a model of one task reads a text. */
export interface StretchForm {
  cut(text: string, tokenizer: Tokenizer): string[];
  example(stretch: Stretch, vocabulary: Vocabulary): Example;
}

/** As a language model reads: every step predicts the next token. */
export const nextTokenStretch: StretchForm = {
  cut(text, tokenizer) {
    const tokens: string[] = [];
    tokenizer.each(text.replaceAll('\r\n', '\n'), (token) => tokens.push(token));
    return tokens;
  },
  example({ tokens, after }, vocabulary) {
    const ids = tokens.map((token) => vocabulary.id(token));
    return {
      ...sequence(ids, [...ids.slice(1), after === undefined ? NaN : vocabulary.id(after)], vocabulary),
      sides: { source: tokens },
      feedback: { kind: 'text' },
    };
  },
};

/**
 * With some tokens hidden: in the run's data those that an evaluation hides, in a text with gaps what stands in them (which
 * nobody knows), in another text as many as in the data, and one at least.
 */
export function clozeStretch(options: { readonly hidden: number; readonly seed: number }): StretchForm {
  const chosen = ({ tokens, position }: Stretch): boolean[] => {
    const gaps = tokens.map((token) => position === undefined && token === GAP);
    if (gaps.includes(true)) return gaps;
    const hidden = hiddenTokens(options, 0, position ?? 0, tokens.length);
    if (position === undefined && !hidden.includes(true)) hidden[tokens.length >> 1] = true;
    return hidden;
  };
  return {
    cut: cutAtGaps,
    example(stretch, vocabulary) {
      const { tokens, position } = stretch;
      const hidden = chosen(stretch);
      const known = (token: string) => position !== undefined || token !== GAP;
      const ids = tokens.map((token) => vocabulary.id(token));
      const targets = tokens.map((token, t) => (hidden[t] && known(token) ? ids[t] : NaN));
      return {
        ...sequence(
          ids.map((id, t) => (hidden[t] ? HIDDEN : id)),
          targets,
          vocabulary,
        ),
        sides: { source: tokens },
        hidden: tokens.map((_, t) => t).filter((t) => hidden[t]),
      };
    },
  };
}

function sequence(ids: readonly number[], targets: readonly number[], vocabulary: Vocabulary) {
  return {
    batches: oneSequence({
      input: { kind: 'tokens', vocabulary: vocabulary.size },
      output: { kind: 'classes', size: vocabulary.size, per: 'step' },
      values: ids,
      targets,
    }),
    outputNames: vocabulary.tokens.map((_, id) => vocabulary.visible(id)),
  };
}
