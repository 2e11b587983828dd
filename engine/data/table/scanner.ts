import { Problem } from '../../contracts/problem';

/** One cell of a delimited file. Lines and columns (UTF-16 units, as editors count) start at 1. */
export interface Cell {
  readonly text: string;
  readonly line: number;
  readonly column: number;
}

/** A quoted cell longer than this is taken for a quote that was never closed. */
const LONGEST_CELL = 1 << 20;
const QUOTE = '"';

/**
 * Cuts delimited text (RFC 4180) into records, piece by piece. Quoted cells may hold delimiters, line ends and doubled
 * quotes. A record is an array of cells; an empty line is a record of one empty cell.
 *
 * Throws `table.quote` (never closed, or text after the closing quote) with line and column.
 */
export class Scanner {
  private text = '';
  private at = 0;
  private line = 1;
  private lineStart = 0;

  constructor(
    private readonly delimiter: string,
    private readonly file: string,
  ) {}

  /** The records that end inside the text so far. */
  *push(piece: string): Generator<readonly Cell[]> {
    this.text = this.text.slice(this.at) + piece;
    this.lineStart -= this.at;
    this.at = 0;
    yield* this.records(false);
  }

  /** The last record, when no line end closes it. */
  *end(): Generator<readonly Cell[]> {
    yield* this.records(true);
  }

  private *records(last: boolean): Generator<readonly Cell[]> {
    while (this.at < this.text.length) {
      const { at, line, lineStart } = this;
      const record = this.record(last);
      if (!record) {
        // Unfinished: read again from its start when more text is there.
        [this.at, this.line, this.lineStart] = [at, line, lineStart];
        return;
      }
      yield record;
    }
  }

  private record(last: boolean): readonly Cell[] | undefined {
    const cells: Cell[] = [];
    for (;;) {
      const line = this.line;
      const column = this.at - this.lineStart + 1;
      const text = this.text[this.at] === QUOTE ? this.quoted(last) : this.plain(last);
      if (text === undefined) return undefined;
      cells.push({ text, line, column });
      if (this.text[this.at] === this.delimiter) {
        this.at++;
        continue;
      }
      // A carriage return at the end of what is known may be half of a CRLF.
      if (!last && this.text[this.at] === '\r' && this.at + 1 === this.text.length) return undefined;
      this.lineEnd();
      return cells;
    }
  }

  private lineEnd(): void {
    if (this.text[this.at] === '\r' && this.text[this.at + 1] === '\n') this.at++;
    this.at++;
    this.line++;
    this.lineStart = this.at;
  }

  private plain(last: boolean): string | undefined {
    const start = this.at;
    for (let i = start; i < this.text.length; i++) {
      const character = this.text[i];
      if (character !== this.delimiter && character !== '\n' && character !== '\r') continue;
      this.at = i;
      return this.text.slice(start, i);
    }
    if (!last) return undefined;
    this.at = this.text.length;
    return this.text.slice(start);
  }

  private quoted(last: boolean): string | undefined {
    const start = this.at;
    const place = { file: this.file, line: this.line, column: start - this.lineStart + 1 };
    let close = this.text.indexOf(QUOTE, start + 1);
    while (close >= 0 && this.text[close + 1] === QUOTE) close = this.text.indexOf(QUOTE, close + 2);
    const known = close >= 0 && (last || close + 1 < this.text.length);
    if (!known && !last && this.text.length - start <= LONGEST_CELL) return undefined;
    if (close < 0) throw new Problem('table.quote-open', place, place);
    this.at = close + 1;
    const raw = this.text.slice(start + 1, close);
    for (let i = raw.indexOf('\n'); i >= 0; i = raw.indexOf('\n', i + 1)) {
      this.line++;
      this.lineStart = start + 1 + i + 1;
    }
    const next = this.text[this.at];
    if (next !== undefined && next !== this.delimiter && next !== '\n' && next !== '\r') {
      const after = { file: this.file, line: this.line, column: this.at - this.lineStart + 1 };
      throw new Problem('table.quote-text', after, after);
    }
    return raw.replaceAll('""', QUOTE);
  }
}
