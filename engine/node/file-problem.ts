import { Problem, toProblemValue } from '../contracts/problem';

/** The code of a system error (`ENOENT`), if it is one. */
export function systemCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

const writeProblems: Readonly<Record<string, string>> = {
  ENOSPC: 'run.disk-full',
  EDQUOT: 'run.disk-full',
  EACCES: 'run.not-writable',
  EPERM: 'run.not-writable',
  EROFS: 'run.not-writable',
  ENOTDIR: 'run.not-writable',
  EEXIST: 'run.not-writable',
};

/** What went wrong when writing, as a Problem: full disk and missing rights by their names. */
export function writeProblem(error: unknown, file: string): Problem {
  if (error instanceof Problem) return error;
  const reason = error instanceof Error ? error.message : String(error);
  const code = writeProblems[systemCode(error) ?? ''] ?? 'run.write-failed';
  return new Problem(code, { file, reason });
}

/** What went wrong when reading a file that a person named. */
export function readProblem(error: unknown, file: string): Problem {
  if (error instanceof Problem) return error;
  const code = systemCode(error);
  if (code === 'ENOENT' || code === 'ENOTDIR') return new Problem('data.missing', { file }, { file });
  if (code === 'EISDIR') return new Problem('data.not-a-file', { file }, { file });
  if (code !== undefined) return new Problem('data.unreadable', { file, reason: code }, { file });
  const { arguments: values } = toProblemValue(error);
  return new Problem('internal.error', values);
}
