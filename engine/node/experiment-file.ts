import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { applyEdits, modify } from 'jsonc-parser';
import type { ParsedExperiment } from '../catalog/experiment';
import { locate, parseExperiment } from '../catalog/parse';
import { Problem } from '../contracts/problem';
import { systemCode } from './file-problem';

/** A value that the command line puts in place of the file's: `train.batch` and `16`. */
export interface Override {
  readonly path: string;
  readonly value: unknown;
}

/** All problems of an experiment file; as one Problem it is the first of them. */
export class InvalidExperiment extends Problem {
  constructor(readonly all: readonly Problem[]) {
    const [first] = all;
    super(first.code, first.arguments, first.where);
  }
}

/** A valid experiment, and what is needed to tell where in its file something is wrong. */
export class ExperimentFile {
  private constructor(
    /** Absolute. */
    readonly file: string,
    readonly experiment: ParsedExperiment,
    private readonly text: string,
    private readonly name: string,
    private readonly overrides: readonly Override[],
  ) {}

  /**
   * Throws `experiment.missing`, `experiment.unreadable`, `experiment.not-text`, `usage.set-path`, or InvalidExperiment.
   *
   * @param name what to call the file in problems
   */
  static async read(file: string, name: string, overrides: readonly Override[] = []): Promise<ExperimentFile> {
    return ExperimentFile.parse(decode(await readBytes(file, name), name), file, name, overrides);
  }

  /** Throws InvalidExperiment. */
  static parse(text: string, file: string, name: string, overrides: readonly Override[] = []): ExperimentFile {
    // Values are set in the text, on the lines they stand on, so that places stay true.
    const edited = parseExperiment(text, name).problems.some(({ code }) => code === 'config.syntax')
      ? text
      : overrides.reduce((result, override) => setValue(result, override), text);
    const { experiment, problems } = parseExperiment(edited, name);
    if (!experiment) throw new InvalidExperiment(problems.map((problem) => blameOverride(problem, overrides)));
    return new ExperimentFile(path.resolve(file), experiment, edited, name, overrides);
  }

  /** Gives a problem of a later stage its place in this file. */
  place(problem: Problem): Problem {
    return blameOverride(locate(this.text, this.name, problem), this.overrides);
  }
}

async function readBytes(file: string, name: string): Promise<Uint8Array> {
  try {
    return await fs.readFile(file);
  } catch (error) {
    const reason = systemCode(error) ?? String(error);
    const code = reason === 'ENOENT' || reason === 'ENOTDIR' ? 'experiment.missing' : 'experiment.unreadable';
    throw new Problem(code, { file: name, reason }, { file: name });
  }
}

function decode(bytes: Uint8Array, name: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new Problem('experiment.not-text', { file: name }, { file: name });
  }
}

function setValue(text: string, { path: keys, value }: Override): string {
  const steps = keys.split('.').map((key) => (/^\d+$/.test(key) ? Number(key) : key));
  try {
    return applyEdits(text, modify(text, steps, value, {}));
  } catch (error) {
    throw new Problem('usage.set-path', { path: keys, reason: error instanceof Error ? error.message : String(error) });
  }
}

/** Problems with something that is there, so that a value set inside it may be the cause. */
const aboutContent: ReadonlySet<string> = new Set([
  'config.split-sum',
  'config.unknown-key',
  'config.unknown-key-guess',
  'config.wrong-length',
]);

/** A problem with a value that the command line gave has its place there. */
function blameOverride(problem: Problem, overrides: readonly Override[]): Problem {
  const { path: at } = problem.where ?? {};
  if (at === undefined) return problem;
  const guilty = overrides.find(({ path: set }) => {
    return at === set || at.startsWith(`${set}.`) || (aboutContent.has(problem.code) && set.startsWith(`${at}.`));
  });
  if (!guilty) return problem;
  const file = `--set ${guilty.path}=${show(guilty.value)}`;
  return new Problem(problem.code, problem.arguments, { file, path: at });
}

function show(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
