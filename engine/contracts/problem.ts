/** Where something is wrong. Lines and columns count from 1, offsets (bytes) from 0. */
export interface Where {
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
  readonly offset?: number;
  /** Path inside the experiment file, for example `model.cell.units`. */
  readonly path?: string;
}

export type ProblemArguments = Readonly<Record<string, string | number | ProblemWords>>;

/** A part of a sentence that has a sentence, or a word, of its own: it is put into words first. */
export interface ProblemWords {
  /** Key of its sentence in messages.ts. */
  readonly code: string;
  readonly arguments: ProblemArguments;
}

/** Arguments for a template. @param say puts a part into words */
export function inWords(
  values: ProblemArguments,
  say: (words: ProblemWords) => string,
): Record<string, string | number> {
  const entries = Object.entries(values);
  return Object.fromEntries(entries.map(([name, value]) => [name, typeof value === 'object' ? say(value) : value]));
}

/** Why something failed: what a problem says, or the words of whoever threw something else. */
export function reasonOf(error: unknown): string | ProblemWords {
  if (error instanceof Problem) return { code: error.code, arguments: error.arguments };
  return error instanceof Error ? error.message : String(error);
}

/** A problem as plain data: it crosses processes, and the edges (extension, command line) put it into words. */
export interface ProblemValue extends ProblemWords {
  readonly where?: Where;
}

/**
 * `usage`: the caller's input is wrong (exit status 2). `run`: the work itself failed (exit status 1).
 * The code's prefix tells: `run.` and `internal.` are failures of the run, all others are bad input.
 */
export type ProblemKind = 'usage' | 'run';

/** What the engine throws for every foreseeable failure. The message is for logs only; edges use `messages[code]`. */
export class Problem extends Error implements ProblemValue {
  readonly arguments: ProblemArguments;

  constructor(
    readonly code: string,
    values: ProblemArguments = {},
    readonly where?: Where,
  ) {
    super(`${code} ${JSON.stringify(values)}${where ? ` at ${JSON.stringify(where)}` : ''}`);
    this.arguments = values;
    this.name = 'Problem';
  }

  get kind(): ProblemKind {
    return problemKind(this.code);
  }

  toValue(): ProblemValue {
    return { code: this.code, arguments: this.arguments, where: this.where };
  }

  /** The same problem with a place that only an outer layer knows (the file, the path in the experiment). */
  at(where: Where): Problem {
    return new Problem(this.code, this.arguments, { ...where, ...this.where });
  }
}

export function problemKind(code: string): ProblemKind {
  return code.startsWith('run.') || code.startsWith('internal.') ? 'run' : 'usage';
}

/** Anything thrown, as a value: a Problem as it is, everything else as `internal.error`. */
export function toProblemValue(error: unknown): ProblemValue {
  if (error instanceof Problem) return error.toValue();
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { code: 'internal.error', arguments: { message } };
}
