import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import type { ByteSource, FileRecord } from '../contracts/data';
import { Problem } from '../contracts/problem';
import { readProblem, systemCode } from './file-problem';

interface OpenedFile {
  readonly path: string;
  readonly real: string;
  readonly handle: fs.FileHandle;
  readonly size: number;
}

/**
 * The data files of one experiment. A path may be opened when its real path, symbolic links followed, lies under the real
 * path of a root. Close it when done.
 */
export class DataFiles {
  private readonly opened = new Map<string, OpenedFile>();

  /**
   * @param base folder that paths are relative to
   * @param roots absolute folders that files must lie under
   */
  constructor(
    private readonly base: string,
    private readonly roots: readonly string[],
  ) {}

  /** Throws `data.outside`, `data.missing`, `data.not-a-file` or `data.unreadable`. */
  readonly open = async (name: string): Promise<ByteSource> => {
    const known = this.opened.get(name);
    if (known) return sourceOf(known);
    const real = await realPath(path.resolve(this.base, name));
    if (!(await this.isInside(real))) throw new Problem('data.outside', { file: name }, { file: name });
    try {
      const stat = await fs.stat(real);
      if (!stat.isFile()) throw new Problem('data.not-a-file', { file: name }, { file: name });
      const handle = await fs.open(real, 'r');
      const file = { path: name, real, handle, size: stat.size };
      this.opened.set(name, file);
      return sourceOf(file);
    } catch (error) {
      throw readProblem(error, name);
    }
  };

  /** What was opened so far, with checksums. */
  records(): Promise<readonly FileRecord[]> {
    return Promise.all(
      [...this.opened.values()].map(async (file) => {
        return { path: file.path, bytes: file.size, sha256: await sha256(file.real) };
      }),
    );
  }

  async close(): Promise<void> {
    const files = [...this.opened.values()];
    this.opened.clear();
    await Promise.all(files.map(({ handle }) => handle.close()));
  }

  private async isInside(real: string): Promise<boolean> {
    const roots = await Promise.all(this.roots.map(realPath));
    return roots.some((root) => contains(root, real));
  }
}

export function contains(folder: string, file: string): boolean {
  const relative = path.relative(folder, file);
  return relative === '' || (relative.split(path.sep)[0] !== '..' && !path.isAbsolute(relative));
}

export async function sha256(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file)) hash.update(chunk as Uint8Array);
  return hash.digest('hex');
}

/** The nearest folder above a file that holds `.seqlab` or `.git`, else the file's own: what the command line may read. */
export async function defaultRoot(file: string): Promise<string> {
  const own = path.dirname(path.resolve(file));
  for (let folder = own; ; folder = path.dirname(folder)) {
    if ((await exists(path.join(folder, '.seqlab'))) || (await exists(path.join(folder, '.git')))) return folder;
    if (folder === path.dirname(folder)) return own;
  }
}

export async function exists(file: string): Promise<boolean> {
  try {
    await fs.stat(file);
    return true;
  } catch {
    return false;
  }
}

/** The real path; of what is not there, that of the nearest folder that is. */
async function realPath(file: string): Promise<string> {
  try {
    return await fs.realpath(file);
  } catch (error) {
    const parent = path.dirname(file);
    if (parent === file) return file;
    if (systemCode(error) === 'ENOENT' && (await isLink(file))) {
      return realPath(path.resolve(parent, await fs.readlink(file)));
    }
    return path.join(await realPath(parent), path.basename(file));
  }
}

async function isLink(file: string): Promise<boolean> {
  try {
    return (await fs.lstat(file)).isSymbolicLink();
  } catch {
    return false;
  }
}

function sourceOf({ path: name, handle, size }: OpenedFile): ByteSource {
  return {
    name,
    size,
    async read(offset, length) {
      const bytes = new Uint8Array(Math.max(0, Math.min(length, size - offset)));
      let filled = 0;
      while (filled < bytes.length) {
        const { bytesRead } = await handle.read(bytes, filled, bytes.length - filled, offset + filled);
        if (bytesRead === 0) break;
        filled += bytesRead;
      }
      return bytes.subarray(0, filled);
    },
  };
}
