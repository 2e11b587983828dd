import { compareCodePoints } from './code-points';
import type { Tokenizer } from './tokenizers';

/** The id of every token that the vocabulary lacks. Its own string is empty. */
export const UNKNOWN = 0;

/** The different tokens of a text, numbered. Ids run from the commonest token (1) on; ties by code point. */
export class Vocabulary {
  private readonly ids: ReadonlyMap<string, number>;

  /** @param tokens token strings by id; `tokens[0]` is the unknown token */
  constructor(readonly tokens: readonly string[]) {
    this.ids = new Map(tokens.map((token, id) => [token, id]));
  }

  /**
   * @param frequencies how often each token occurs; a token that never does is left out
   * @param limit greatest number of tokens beside the unknown one
   */
  static build(tokens: readonly string[], frequencies: ArrayLike<number>, limit = Infinity): Vocabulary {
    const seen = tokens.map((token, i) => ({ token, count: frequencies[i] })).filter(({ count }) => count > 0);
    seen.sort((a, b) => b.count - a.count || compareCodePoints(a.token, b.token));
    return new Vocabulary(['', ...seen.slice(0, limit).map(({ token }) => token)]);
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
