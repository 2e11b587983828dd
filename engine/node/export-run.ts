import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { Problem } from '../contracts/problem';
import { writeAtomic } from './atomic';
import { writeProblem } from './file-problem';
import type { RunFolder } from './run-folder';
import { TrainedRun } from './trained-run';

/**
 * Writes a run's weights in a format. The main file gets the name `out`; the files beside it are named after it, so that two
 * exports into one folder do not mix. Returns what was written, main file first. Throws `usage.out-folder` when `out` is a folder.
 */
export async function exportRun(run: RunFolder, format: string, out: string): Promise<readonly string[]> {
  const here = await fs.stat(out).catch(() => undefined);
  if (here?.isDirectory()) throw new Problem('usage.out-folder', { file: out }, { file: out });
  const trained = await TrainedRun.open(run);
  const contents = [...(await trained.export(format))];
  const folder = path.dirname(path.resolve(out));
  const stem = path.basename(out, path.extname(contents[0][0]));
  const written: string[] = [];
  try {
    await fs.mkdir(folder, { recursive: true });
  } catch (error) {
    throw writeProblem(error, folder);
  }
  for (const [index, [name, bytes]] of contents.entries()) {
    const renamed = index === 0 ? path.basename(out) : `${stem}${name.slice(run.name.length)}`;
    const file = path.join(folder, renamed);
    await writeAtomic(file, bytes);
    written.push(file);
  }
  return written;
}
