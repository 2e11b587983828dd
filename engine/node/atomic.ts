import { randomBytes } from 'node:crypto';
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { systemCode, writeProblem } from './file-problem';

/** Windows refuses to replace a file while a virus scanner or an indexer holds it: usually for less than a second. */
const heldCodes: ReadonlySet<string | undefined> = new Set(['EPERM', 'EBUSY', 'EACCES']);
const retries = 8;
const firstPauseMilliseconds = 10;

/**
 * Replaces a file so that a reader, or a machine that loses its power, finds the old content or the new one, whole.
 * Throws `run.disk-full`, `run.not-writable` or `run.write-failed`; the old file then still stands.
 */
export async function writeAtomic(file: string, content: string | Uint8Array): Promise<void> {
  const temporary = `${file}.${randomBytes(4).toString('hex')}.tmp`;
  try {
    const handle = await fs.open(temporary, 'wx');
    try {
      await handle.writeFile(content);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await renameHeld(temporary, file);
    await syncFolder(path.dirname(file));
  } catch (error) {
    await fs.rm(temporary, { force: true }).catch(() => {}); // The first error is the one to tell.
    throw writeProblem(error, file);
  }
}

export function writeJson(file: string, value: unknown): Promise<void> {
  return writeAtomic(file, `${JSON.stringify(value, null, 2)}\n`);
}

async function renameHeld(from: string, to: string): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await fs.rename(from, to);
    } catch (error) {
      if (process.platform !== 'win32' || attempt === retries || !heldCodes.has(systemCode(error))) throw error;
      await sleep(firstPauseMilliseconds * 2 ** attempt);
    }
  }
}

/** The name is safe only when its folder is. Windows neither needs nor allows this. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await fs.open(folder, 'r');
  try {
    await handle.sync();
  } catch (error) {
    // Some network file systems cannot; the rename itself is done.
    if (systemCode(error) !== 'EINVAL') throw error;
  } finally {
    await handle.close();
  }
}
