import type { Limits, PairData, PairSide } from '../../contracts/data';
import { Problem, type ProblemWords } from '../../contracts/problem';
import { refuseBeyond } from '../memory';

/** Rough bytes of a string or an array, beside its characters. */
const OBJECT_BYTES = 48;

/** Where the sides of a pair stand, for messages. */
export interface PairPlace {
  readonly line: number;
  /** Columns (from 1) of source and target. */
  readonly columns: readonly [number, number];
}

/** Gathers the pairs of a file, within the limits of memory. */
export class PairGatherer {
  private readonly source: PairSide[] = [];
  private readonly target: PairSide[] = [];
  private readonly groups: string[] = [];
  private readonly lines: number[] = [];
  private bytes = 0;
  /** Of the pair that is being read. */
  private expected = 0;

  constructor(
    private readonly file: string,
    private readonly limits: Limits,
  ) {}

  /** Throws `pairs.empty` for a side without a token, `pairs.mixed` where text and lists take turns, and `data.memory`. */
  add(source: PairSide, target: PairSide, { line, columns }: PairPlace, group?: string): void {
    [source, target].forEach((side, i) => {
      const values = { side: sideWords(i === 0 ? 'source' : 'target'), line };
      const place = { file: this.file, line, column: columns[i] };
      if (isEmpty(side)) throw new Problem('pairs.empty', values, place);
      const first = (i === 0 ? this.source : this.target)[0];
      if (first !== undefined && typeof first !== typeof side) throw new Problem('pairs.mixed', values, place);
    });
    this.expected = 0;
    this.bytes += bytesOf(source) + bytesOf(target) + (group === undefined ? 0 : bytesOf(group));
    refuseBeyond(this.limits, this.bytes, this.file);
    this.source.push(source);
    this.target.push(target);
    this.lines.push(line);
    if (group !== undefined) this.groups.push(group);
  }

  /** A token of each side of the pair that is being read. Throws `data.memory`. */
  expect(source: string, target: string): void {
    this.expected += bytesOf(source) + bytesOf(target);
    refuseBeyond(this.limits, this.bytes + this.expected, this.file);
  }

  /** Throws `pairs.none`. */
  result(encoding: string): PairData {
    const { file, source, target, lines, groups } = this;
    if (source.length === 0) throw new Problem('pairs.none', { file }, { file });
    return { kind: 'pairs', encoding, source, target, lines, ...(groups.length > 0 && { groups }) };
  }
}

/** What a side is called in messages. */
export function sideWords(side: 'source' | 'target'): ProblemWords {
  return { code: `words.${side}`, arguments: {} };
}

function isEmpty(side: PairSide): boolean {
  return typeof side === 'string' ? side.trim() === '' : side.length === 0;
}

function bytesOf(side: PairSide): number {
  if (typeof side === 'string') return OBJECT_BYTES + 2 * side.length;
  return side.reduce((sum, token) => sum + OBJECT_BYTES + 2 * token.length, OBJECT_BYTES);
}
