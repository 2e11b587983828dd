import * as path from 'node:path';
import pc from 'picocolors';
import { Problem, type ProblemValue, problemKind, toProblemValue } from '../../contracts/problem';
import { InvalidExperiment } from '../experiment-file';
import { problemLine, sentenceOf } from './words';

/** Exit statuses. */
export const done = 0;
export const failed = 1;
export const badInput = 2;

/** Results go to stdout; everything for people goes to stderr, so that a pipe gets nothing but results. */
export function print(text: string): void {
  process.stdout.write(text.endsWith('\n') ? text : `${text}\n`);
}

export function printJson(value: unknown): void {
  print(JSON.stringify(value));
}

export function say(text: string): void {
  process.stderr.write(`${text}\n`);
}

/** Says what went wrong and returns the exit status. @param base what data files are named relative to */
export function report(error: unknown, json: boolean): number {
  const problems = error instanceof InvalidExperiment ? error.all : [error];
  const values = problems.map(toProblemValue);
  for (const value of values) reportProblem(value, json);
  return values.some(({ code }) => problemKind(code) === 'run') ? failed : badInput;
}

export function reportProblem(problem: ProblemValue, json: boolean): void {
  if (json) say(JSON.stringify({ ...problem, message: sentenceOf(problem) }));
  else say(pc.isColorSupported && process.stderr.isTTY ? pc.red(problemLine(problem)) : problemLine(problem));
}

/** How a person names a file: relative to where they are. */
export function shown(file: string): string {
  const relative = path.relative(process.cwd(), file);
  return relative.startsWith('..') ? file : relative || '.';
}

/** Problems name data files as the experiment does, relative to its folder: here relative to where the person is. */
export async function fromHere<T>(experiment: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const file = error instanceof Problem ? error.where?.file : undefined;
    const here = shown(path.resolve(experiment));
    if (!(error instanceof Problem) || error instanceof InvalidExperiment || file === undefined) throw error;
    if (file === here || file.startsWith('--set ') || path.isAbsolute(file)) throw error;
    const moved = shown(path.resolve(path.dirname(experiment), file));
    throw new Problem(error.code, error.arguments, { ...error.where, file: moved });
  }
}
