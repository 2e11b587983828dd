import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { exporters } from '../catalog/exporters';
import type { ExportedFiles } from '../contracts/exporter';
import { Problem } from '../contracts/problem';
import type { ExportResult } from '../protocol/service';
import { writeAtomic } from './atomic';
import { ExportableRun } from './exportable-run';
import { writeProblem } from './file-problem';
import { compare } from './parity/compare';
import { parityMarkdown } from './parity/report';
import type { RunFolder } from './run-folder';

/**
 * Writes runs in a format. Where the format has an ending, `out` is the main file and the files beside it are named after it,
 * so that two exports into one folder do not mix; where it has none, `out` is a new or empty folder. What can be executed here is
 * executed, and its difference from our own output written beside it.
 * Throws `usage.out-folder`, `usage.out-file`, `usage.out-not-empty` and `usage.one-run`.
 */
export async function exportRuns(runs: readonly RunFolder[], format: string, out: string): Promise<ExportResult> {
  const { ending, several, load } = exporters.find(format);
  const [first, ...others] = runs.map((run) => new ExportableRun(run));
  if (others.length > 0 && !several) throw new Problem('usage.one-run', { format });
  await checkTarget(out, ending === undefined);
  const exporter = await load();
  const contents = await exporter.files({ runs: [first, ...others] });
  const files = ending === undefined ? inFolder(contents, out) : besideMain(contents, out, first.name);
  for (const [file, bytes] of files) await write(file, bytes);
  const names = [...files.keys()];
  if (!exporter.execution) return { files: names };
  const folder = ending === undefined ? out : path.dirname(out);
  const trained = await first.trained();
  const report = await compare(exporter.execution, folder, names, trained.parityReference(), () =>
    trained.exactReference(),
  );
  const file = ending === undefined ? path.join(out, 'parity.md') : `${stemOf(out, ending)}.parity.md`;
  await write(file, new TextEncoder().encode(parityMarkdown(path.basename(out), report)));
  return { files: [...names, file], parity: { file, report } };
}

async function checkTarget(out: string, folder: boolean): Promise<void> {
  const here = await fs.stat(out).catch(() => undefined);
  const meansFolder = here?.isDirectory() ?? /[/\\]$/.test(out);
  if (!folder && meansFolder) throw new Problem('usage.out-folder', { file: out }, { file: out });
  if (!here) return;
  if (folder && !here.isDirectory()) throw new Problem('usage.out-file', { file: out }, { file: out });
  // What somebody changed in an earlier export is theirs.
  if (folder && (await fs.readdir(out)).length > 0)
    throw new Problem('usage.out-not-empty', { file: out }, { file: out });
}

function inFolder(contents: ExportedFiles, out: string): Map<string, Uint8Array> {
  return new Map([...contents].map(([name, bytes]) => [path.join(out, ...name.split('/')), bytes]));
}

function besideMain(contents: ExportedFiles, out: string, run: string): Map<string, Uint8Array> {
  const [[main]] = contents;
  const stem = stemOf(out, path.extname(main));
  return new Map([...contents].map(([name, bytes]) => [name === main ? out : stem + name.slice(run.length), bytes]));
}

function stemOf(out: string, ending: string): string {
  return path.join(path.dirname(out), path.basename(out, ending));
}

async function write(file: string, bytes: Uint8Array): Promise<void> {
  try {
    await fs.mkdir(path.dirname(path.resolve(file)), { recursive: true });
  } catch (error) {
    throw writeProblem(error, path.dirname(file));
  }
  await writeAtomic(file, bytes);
}
