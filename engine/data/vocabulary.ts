import { compareCodePoints } from './code-points';
import type { Tokenizer } from './tokenizers';

/** The id of every token that the vocabulary lacks. Its own string is empty. */
export const UNKNOWN = 0;

/** In the vocabularies of pairs: what fills a short sequence up, and what a sequence that is generated begins and ends with. */
export const PADDING = 1;
export const START = 2;
export const END = 3;
/** Ids before the first token of such a vocabulary. */
export const SPECIALS = 4;

/** In the vocabulary of a text with gaps: what stands for a hidden token, and the number of ids before the first token. */
export const HIDDEN = 1;
export const CLOZE_SPECIALS = 2;

/** The different tokens of a text, numbered. Ids run on from the commonest token; ties by code point. */
export class Vocabulary {
  private readonly ids: ReadonlyMap<string, number>;

  /** @param tokens token strings by id; `tokens[0]` is the unknown token, and all special ones are empty strings */
  constructor(readonly tokens: readonly string[]) {
    this.ids = new Map(tokens.map((token, id) => [token, id]));
  }

  /**
   * @param frequencies how often each token occurs; a token that never does is left out
   * @param limit greatest number of tokens beside the special ones
   * @param specials number of ids before the first token
   */
  static build(tokens: readonly string[], frequencies: ArrayLike<number>, limit = Infinity, specials = 1): Vocabulary {
    const seen = tokens.map((token, i) => ({ token, count: frequencies[i] })).filter(({ count }) => count > 0);
    seen.sort((a, b) => b.count - a.count || compareCodePoints(a.token, b.token));
    const special = Array.from({ length: specials }, () => '');
    return new Vocabulary([...special, ...seen.slice(0, limit).map(({ token }) => token)]);
  }

  get size(): number {
    return this.tokens.length;
  }

  id(token: string): number {
    return this.ids.get(token) ?? UNKNOWN;
  }

  encode(text: string, tokenizer: Tokenizer): Int32Array {
    const ids: number[] = [];
    tokenizer.each(text, (token) => ids.push(this.id(token)));
    return Int32Array.from(ids);
  }

  /** The unknown token comes out as U+FFFD. */
  decode(ids: ArrayLike<number>): string {
    return Array.from(ids, (id) => this.visible(id)).join('');
  }

  /** The token's string as it can be shown. */
  visible(id: number): string {
    return id === UNKNOWN ? '\uFFFD' : this.tokens[id];
  }
}
