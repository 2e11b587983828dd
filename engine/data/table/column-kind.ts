import type { Column } from '../../contracts/data';
import { Problem } from '../../contracts/problem';
import type { Cell } from './scanner';
import {
  type ReadValue,
  readCommaNumber,
  readDayFirstDate,
  readIsoDate,
  readMonthFirstDate,
  readNamedMonthDate,
  readNumber,
} from './values';

export interface ColumnKind {
  readonly kind: Column['kind'];
  /** Absent for text. */
  readonly read?: ReadValue;
  /** The first cell that is not what most cells of the column are. */
  readonly misfit?: Cell;
  /** Whether every date could have the day or the month first. */
  readonly ambiguous?: boolean;
}

interface Candidate {
  readonly kind: 'number' | 'date';
  readonly read: ReadValue;
  count: number;
  misfit?: Cell;
}

/** Finds out what the cells of one column are. */
export class ColumnProbe {
  private readonly candidates: readonly Candidate[];
  private total = 0;

  /** @param decimalComma whether `1,5` may be a number */
  constructor(
    readonly name: string,
    decimalComma: boolean,
  ) {
    this.candidates = [
      { kind: 'number', read: decimalComma ? readCommaNumber : readNumber, count: 0 },
      { kind: 'date', read: readIsoDate, count: 0 },
      { kind: 'date', read: readDayFirstDate, count: 0 },
      { kind: 'date', read: readMonthFirstDate, count: 0 },
      { kind: 'date', read: readNamedMonthDate, count: 0 },
    ];
  }

  /** @param text the cell's text without white space around it; not one of the missing tokens */
  add(cell: Cell, text: string): void {
    this.total++;
    for (const candidate of this.candidates) {
      if (candidate.read(text) !== undefined) candidate.count++;
      else candidate.misfit ??= cell;
    }
  }

  /** What every cell is; else what most are, with the first misfit; else text. */
  result(): ColumnKind {
    if (this.total === 0) return { kind: 'text' };
    const best = this.candidates.reduce((a, b) => (b.count > a.count ? b : a));
    if (best.count <= this.total / 2) return { kind: 'text' };
    const [, , dayFirst, monthFirst] = this.candidates;
    const ambiguous = best === dayFirst && monthFirst.count === best.count && best.misfit === undefined;
    return { kind: best.kind, read: best.read, misfit: best.misfit, ambiguous };
  }
}

/** Throws `table.not-number`, `table.not-date` or `table.date-order` for a column that is not of one kind throughout. */
export function refuseMixed(name: string, { kind, misfit, ambiguous }: ColumnKind, file: string): void {
  if (misfit) {
    const code = kind === 'number' ? 'table.not-number' : 'table.not-date';
    throw cellProblem(code, misfit, name, file);
  }
  if (ambiguous) throw new Problem('table.date-order', { column: name }, { file });
}

/** A problem with one cell: its text, its column's name and its place. */
export function cellProblem(code: string, { text, line, column }: Cell, name: string, file: string): Problem {
  return new Problem(code, { text: text.slice(0, 80), column: name, line }, { file, line, column });
}
