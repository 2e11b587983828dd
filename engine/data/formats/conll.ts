import type { Format, Limits } from '../../contracts/data';
import type { DataConfig } from '../../contracts/experiment';
import { Problem } from '../../contracts/problem';
import { numberedNames, pairColumns, type PairColumns } from '../pairs/columns';
import { PairGatherer } from '../pairs/gather';
import { openLines } from '../pairs/lines';

/** Columns of CoNLL-U (universaldependencies.org/format.html): number, form, lemma, part of speech ... */
const UNIVERSAL_WIDTH = 10;
/** Comments of CoNLL-U that are two words long, as tokens with a tag are. */
const LONE_COMMENT = /^#\s*new(doc|par)$/;
/** What stands between two documents of the CoNLL 2003 corpus. */
const DOCUMENT = '-DOCSTART-';

/**
 * CoNLL columns: a token a line with its tags in further columns, and an empty line after each sentence. The first column is
 * the token and the last one the tag (CoNLL 2000, 2002, 2003), or forms and parts of speech of a CoNLL-U file, unless the
 * experiment names others ("column 2"). Columns are cut at tabs, or else at blanks. Comments (`# ...` before a sentence) are left
 * out: every such line before the first token, `# newdoc` and `# newpar`, and those that are not as wide as a token's line.
 * Throws `conll.cells`, `pairs.none` and what finding columns and decoding throw.
 */
export const conllFormat: Format = {
  kind: 'conll',
  async read(source, config, limits) {
    const { encoding, lines } = await openLines(source, config, limits);
    const sentences = new Sentences(source.name, config, limits);
    for await (const { text, number } of lines) sentences.line(text.trimEnd(), number);
    return sentences.result(encoding);
  },
};

/** Cells of a line with the column (from 1) that each starts in. */
interface Cells {
  readonly texts: readonly string[];
  readonly starts: readonly number[];
}

class Sentences {
  private readonly gatherer: PairGatherer;
  private layout:
    | {
        readonly columns: PairColumns;
        readonly width: number;
        readonly universal: boolean;
        /** Whether tabs stand between its columns. */
        readonly tabs: boolean;
      }
    | undefined;
  private tokens: string[] = [];
  private tags: string[] = [];
  private first = 0;

  constructor(
    private readonly file: string,
    private readonly config: DataConfig,
    limits: Limits,
  ) {
    this.gatherer = new PairGatherer(file, limits);
  }

  line(text: string, line: number): void {
    if (text.trim() === '') {
      this.close();
      return;
    }
    const cells = cellsOf(text, this.config.delimiter);
    if (this.isComment(text, cells)) return;
    const { columns, width, universal } = (this.layout ??= this.recognise(cells, text.includes('\t')));
    if (cells.texts.length !== width || width < 2) {
      const values = { line, found: cells.texts.length, expected: Math.max(2, width) };
      const column = cells.starts[Math.min(width, cells.starts.length) - 1];
      throw new Problem('conll.cells', values, { file: this.file, line, column });
    }
    // Words that stand for several tokens (1-2), and tokens that are not in the text (1.1).
    if (universal && !/^\d+$/.test(cells.texts[0])) return;
    if (this.tokens.length === 0) this.first = line;
    this.tokens.push(cells.texts[columns.source]);
    this.tags.push(cells.texts[columns.target]);
    // A file without empty lines is one sentence.
    this.gatherer.expect(cells.texts[columns.source], cells.texts[columns.target]);
  }

  result(encoding: string) {
    this.close();
    return this.gatherer.result(encoding);
  }

  private close(): void {
    const { tokens, tags, first } = this;
    if (tokens.length > 0 && tokens[0] !== DOCUMENT) {
      this.gatherer.add(tokens, tags, { line: first, columns: [1, 1] });
    }
    [this.tokens, this.tags] = [[], []];
  }

  private recognise({ texts }: Cells, tabs: boolean) {
    const width = texts.length;
    const universal = width === UNIVERSAL_WIDTH && /^\d+([-.]\d+)?$/.test(texts[0]);
    const usual = universal ? { source: 1, target: 3 } : { source: 0, target: width - 1 };
    return { columns: pairColumns(numberedNames(width), this.config, usual), width, universal, tabs };
  }

  /** Where a sentence may begin, and not the token `#` itself, which a tab or the delimiter follows. */
  private isComment(text: string, { texts }: Cells): boolean {
    if (!text.startsWith('#') || this.tokens.length > 0) return false;
    if (LONE_COMMENT.test(text)) return true;
    const { layout } = this;
    if (!layout) return !text.startsWith(`#${this.config.delimiter ?? '\t'}`);
    return texts.length !== layout.width || (layout.tabs && !text.includes('\t'));
  }
}

function cellsOf(text: string, delimiter: string | undefined): Cells {
  const separator = delimiter ?? (text.includes('\t') ? '\t' : undefined);
  const texts: string[] = [];
  const starts: number[] = [];
  if (separator === undefined) {
    for (const { 0: cell, index } of text.matchAll(/\S+/g)) {
      texts.push(cell);
      starts.push(index + 1);
    }
  } else {
    let start = 1;
    for (const cell of text.split(separator)) {
      texts.push(cell.trim());
      starts.push(start);
      start += cell.length + 1;
    }
  }
  return { texts, starts };
}
