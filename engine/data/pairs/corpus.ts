import type { PairData, PairsRecord, PartName, PrepareRequest, PairSide, SideRecord } from '../../contracts/data';
import type { DataConfig } from '../../contracts/experiment';
import { Problem } from '../../contracts/problem';
import { refuseBeyond } from '../memory';
import { Lexicon } from '../read-tokens';
import { readFiles } from '../sources';
import { PART_NAMES } from '../split';
import { TokenRows } from '../token-rows';
import { tokenizers } from '../tokenizers';
import { Vocabulary } from '../vocabulary';
import { splitGroups } from './split-groups';

export interface CorpusOptions {
  /** What a token is, on each side that is text. */
  readonly tokens: readonly [source: DataConfig['tokens'], target: DataConfig['tokens']];
  /** Pairs with more tokens on a side are left out. */
  readonly longest: number;
  /** Whether both sides have the same numbers for the same tokens. */
  readonly shared: boolean;
  /** Number of ids before the first token, on each side. */
  readonly specials: readonly [source: number, target: number];
  /** Looks at each pair before it is taken in. */
  readonly check?: (source: number, target: number, line: number, file: string) => void;
}

/** The pairs of an experiment as token ids, dealt out to its parts. */
export interface PairCorpus {
  readonly source: TokenRows;
  readonly target: TokenRows;
  readonly parts: ReadonlyMap<PartName, Uint32Array>;
  readonly vocabularies: { readonly source: Vocabulary; readonly target: Vocabulary };
  readonly record: PairsRecord;
}

/**
 * Reads, tokenises and numbers the pairs of an experiment. Vocabularies are those of the training part, or of the record of a
 * run. Throws `pairs.short` for a part that is to hold something and does not.
 */
export async function readPairs(request: PrepareRequest, options: CorpusOptions): Promise<PairCorpus> {
  const known = request.record?.pairs;
  const reader = new PairReader(options);
  const parts = new Map<PartName, Uint32Array>();
  let encoding = '';
  await readFiles(request, 'pairs', 'pairs', async (file, limits) => {
    encoding ||= file.data.encoding;
    const rows = reader.read(file.data, file.name, (bytes) => refuseBeyond(limits, bytes, file.name));
    if (file.part) parts.set(file.part, Uint32Array.from(rows.ids));
    else {
      const { split } = request.experiment.data;
      const dealt = splitGroups(rows.groups, split);
      PART_NAMES.forEach((name, i) => {
        if (split[i] > 0)
          parts.set(
            name,
            dealt[name].map((index) => rows.ids[index]),
          );
      });
    }
    return rows.bytes;
  });
  for (const [part, rows] of parts) {
    if (rows.length === 0) throw new Problem('pairs.short', { part }, { path: 'data.split' });
  }
  const { lexicons, rows } = reader;
  const vocabularies = known
    ? { source: new Vocabulary(known.source.vocabulary), target: new Vocabulary(known.target.vocabulary) }
    : buildVocabularies(reader, parts.get('train') ?? [], request.experiment.data.vocabulary, options);
  rows.source.tokens.remap(lexicons.source.tokens.map((token) => vocabularies.source.id(token)));
  rows.target.tokens.remap(lexicons.target.tokens.map((token) => vocabularies.target.id(token)));
  const side = (name: 'source' | 'target', index: 0 | 1): SideRecord => ({
    tokens: known?.[name].tokens ?? (reader.lists[name] ? 'list' : options.tokens[index]),
    vocabulary: vocabularies[name].tokens,
    longest: known?.[name].longest ?? longestOf(rows[name]),
  });
  return {
    ...rows,
    parts,
    vocabularies,
    record: { encoding, source: side('source', 0), target: side('target', 1), leftOut: reader.leftOut },
  };
}

function buildVocabularies(
  { lexicons, rows }: PairReader,
  trained: Iterable<number>,
  limit: number | undefined,
  { shared, specials }: CorpusOptions,
) {
  const all = [...trained];
  const build = (name: 'source' | 'target', index: 0 | 1): Vocabulary => {
    const { tokens } = lexicons[name];
    const counts = rows[name].frequencies(all, tokens.length);
    if (shared) {
      const other = rows[name === 'source' ? 'target' : 'source'].frequencies(all, tokens.length);
      other.forEach((count, id) => (counts[id] += count));
    }
    return Vocabulary.build(tokens, counts, limit, specials[index]);
  };
  return { source: build('source', 0), target: build('target', 1) };
}

function longestOf(rows: TokenRows): number {
  let longest = 0;
  for (let row = 0; row < rows.count; row++) longest = Math.max(longest, rows.length(row));
  return longest;
}

/** Cuts pairs into tokens; ids are those of the lexicons. */
class PairReader {
  readonly rows = { source: new TokenRows(), target: new TokenRows() };
  readonly lexicons: { readonly source: Lexicon; readonly target: Lexicon };
  readonly lists = { source: false, target: false };
  leftOut = 0;

  constructor(private readonly options: CorpusOptions) {
    const source = new Lexicon();
    this.lexicons = { source, target: options.shared ? source : new Lexicon() };
  }

  /** @returns the numbers of the rows that were taken in, their groups, and the bytes that they take */
  read(data: PairData, file: string, checkMemory: (bytes: number) => void) {
    const { longest, check } = this.options;
    const ids: number[] = [];
    const groups: string[] = [];
    const before = this.bytes;
    data.source.forEach((side, i) => {
      const source = this.tokens(side, 'source', 0);
      const target = this.tokens(data.target[i], 'target', 1);
      check?.(source.length, target.length, data.lines[i], file);
      if (Math.max(source.length, target.length) > longest) {
        this.leftOut++;
        return;
      }
      ids.push(this.rows.source.count);
      groups.push(data.groups?.[i] ?? [side].flat().join('\t'));
      this.rows.source.push(source);
      this.rows.target.push(target);
      if (i % 1000 === 0) checkMemory(this.bytes - before);
    });
    return { ids, groups, bytes: this.bytes - before };
  }

  private get bytes(): number {
    const { rows, lexicons } = this;
    const lexicon = lexicons.source.bytes + (lexicons.target === lexicons.source ? 0 : lexicons.target.bytes);
    return rows.source.bytes + rows.target.bytes + lexicon;
  }

  private tokens(side: PairSide, name: 'source' | 'target', index: 0 | 1): number[] {
    const lexicon = this.lexicons[name];
    if (typeof side !== 'string') {
      this.lists[name] = true;
      return side.map((token) => lexicon.id(token));
    }
    const ids: number[] = [];
    tokenizers[this.options.tokens[index]].each(side, (token) => ids.push(lexicon.id(token)));
    return ids;
  }
}
