import type { TextData } from '../contracts/data';
import type { Tokenizer } from './tokenizers';
import { TokenSequence } from './token-sequence';

/** V8 keeps a whole piece of text alive for a slice of it from this length on. */
const SLICED = 13;
/** Rough bytes of a map entry and its string, beside the characters. */
const ENTRY_BYTES = 80;

/** Tokens in order of first appearance: the numbering while a text is read, before frequencies are known. */
export class Lexicon {
  readonly tokens: string[] = [];
  private readonly ids = new Map<string, number>();
  /** Estimated memory. */
  bytes = 0;

  id(token: string): number {
    const known = this.ids.get(token);
    if (known !== undefined) return known;
    const own = token.length < SLICED ? token : Array.from(token).join('');
    const id = this.tokens.push(own) - 1;
    this.ids.set(own, id);
    this.bytes += ENTRY_BYTES + 2 * own.length;
    return id;
  }
}

/**
 * Tokenises a text piece by piece.
 * @param checkMemory told the bytes taken by tokens and lexicon after every piece; throws when that is too much
 */
export async function readTokens(
  text: TextData,
  tokenizer: Tokenizer,
  lexicon: Lexicon,
  checkMemory: (bytes: number) => void,
): Promise<TokenSequence> {
  const sequence = new TokenSequence();
  for await (const piece of text.pieces()) {
    tokenizer.each(piece, (token) => sequence.push(lexicon.id(token)));
    checkMemory(sequence.bytes + lexicon.bytes);
  }
  return sequence;
}
