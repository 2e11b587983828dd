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
}

/** Order by code point; JavaScript's own order is by UTF-16 unit, which puts U+FFFD after U+1F600. */
export function compareCodePoints(a: string, b: string): number {
  const left = [...a];
  const right = [...b];
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const difference = (left[i].codePointAt(0) ?? 0) - (right[i].codePointAt(0) ?? 0);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}
