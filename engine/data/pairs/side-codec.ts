import type { SideRecord } from '../../contracts/data';
import { tokenizers } from '../tokenizers';
import { Vocabulary } from '../vocabulary';

/** Text of one side of a pair to token ids and back. */
export class SideCodec {
  private readonly vocabulary: Vocabulary;

  constructor(private readonly side: Pick<SideRecord, 'tokens' | 'vocabulary'>) {
    this.vocabulary = new Vocabulary(side.vocabulary);
  }

  encode(text: string): number[] {
    return this.cut(text).map((token) => this.vocabulary.id(token));
  }

  /** The tokens of a text. */
  cut(text: string): string[] {
    const { tokens } = this.side;
    if (tokens === 'list') return text.split(/\s+/).filter((token) => token !== '');
    const found: string[] = [];
    tokenizers[tokens].each(text.trim(), (token) => found.push(token));
    return found;
  }

  /** The tokens of a text, with the blanks that stand behind tokens of a list: joined they are the text. */
  pieces(text: string): string[] {
    return this.side.tokens === 'list' ? (text.trim().match(/\S+\s*/g) ?? []) : this.cut(text);
  }

  /** Special tokens are left out; the unknown token comes out as U+FFFD. */
  decode(ids: readonly number[]): string {
    const visible = ids.map((id) => this.vocabulary.visible(id)).filter((token) => token !== '');
    return visible.join(this.side.tokens === 'list' ? ' ' : '');
  }

  /** A token's string as it can be shown; empty for special tokens. */
  visible(id: number): string {
    return this.vocabulary.visible(id);
  }
}
