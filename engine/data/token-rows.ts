import { TokenSequence } from './token-sequence';

/** Many short rows of token ids, one after the other in one long sequence. */
export class TokenRows {
  readonly tokens = new TokenSequence();
  /** Where each row starts, and where the last one ends. */
  private readonly starts: number[] = [0];

  get count(): number {
    return this.starts.length - 1;
  }

  get bytes(): number {
    return this.tokens.bytes + 8 * this.starts.length;
  }

  push(ids: Iterable<number>): void {
    for (const id of ids) this.tokens.push(id);
    this.starts.push(this.tokens.length);
  }

  length(row: number): number {
    return this.starts[row + 1] - this.starts[row];
  }

  at(row: number, index: number): number {
    return this.tokens.at(this.starts[row] + index);
  }

  row(row: number): number[] {
    return Array.from({ length: this.length(row) }, (_, i) => this.at(row, i));
  }

  /** How often each id below `size` occurs in some of the rows. */
  frequencies(rows: Iterable<number>, size: number): Float64Array {
    const counts = new Float64Array(size);
    for (const row of rows) for (let i = 0; i < this.length(row); i++) counts[this.at(row, i)]++;
    return counts;
  }
}
