import { constants } from 'node:fs';
import { access, open, readdir, stat } from 'node:fs/promises';

/** Whether something is at this path. */
export async function exists(path: string): Promise<boolean> {
  return access(path, constants.F_OK).then(
    () => true,
    () => false,
  );
}

/** When a file was last written, or a folder's list of entries; undefined when it is not there. */
export async function changeTime(path: string): Promise<number | undefined> {
  return stat(path).then(
    ({ mtimeMs }) => mtimeMs,
    () => undefined,
  );
}

/** Names of the folders inside a folder; none when it is not there. */
export async function foldersIn(path: string): Promise<string[]> {
  try {
    const entries = await readdir(path, { withFileTypes: true });
    return entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  } catch {
    return [];
  }
}

/** Up to `limit` bytes of a file from `offset`; undefined when it can't be read. */
export async function readBytes(path: string, offset: number, limit: number): Promise<Buffer | undefined> {
  let file;
  try {
    file = await open(path, 'r');
    const buffer = Buffer.alloc(limit);
    const { bytesRead } = await file.read(buffer, 0, limit, offset);
    return buffer.subarray(0, bytesRead);
  } catch {
    return undefined;
  } finally {
    await file?.close();
  }
}

/** A small JSON file of the run folder; undefined when it is missing, torn or larger than `limit` bytes. */
export async function readJson(path: string, limit = 4 << 20): Promise<unknown> {
  const bytes = await readBytes(path, 0, limit);
  if (!bytes || bytes.length === limit) return undefined;
  try {
    return JSON.parse(bytes.toString('utf8')) as unknown;
  } catch {
    return undefined;
  }
}
