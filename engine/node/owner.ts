import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import * as fs from 'node:fs/promises';
import * as os from 'node:os';
import { Problem } from '../contracts/problem';
import { heartbeatMilliseconds, lostMilliseconds, type Owner } from '../protocol/control';
import { runFiles } from '../run/layout';
import { writeJson } from './atomic';
import { systemCode, writeProblem } from './file-problem';
import { exists } from './files';
import type { RunFolder } from './run-folder';

/** The right to write into a run folder: owner.json while it is held, with a heartbeat. */
export class Ownership {
  private readonly timer: NodeJS.Timeout;
  private beating = Promise.resolve();
  private lostIt = false;

  private constructor(
    private readonly file: string,
    private owner: Owner,
  ) {
    this.timer = setInterval(() => {
      this.beating = this.beat();
    }, heartbeatMilliseconds);
    this.timer.unref();
  }

  /**
   * Takes a run folder that nobody works on; the place of an owner that was lost is taken over.
   * Throws `run-folder.owned` while another process works on it.
   */
  static async claim(run: RunFolder, endpoint: string): Promise<Ownership> {
    const file = run.file(runFiles.owner);
    const now = Date.now();
    const token = randomBytes(16).toString('hex');
    const owner = { host: os.hostname(), pid: process.pid, started: now, endpoint, token, heartbeat: now };
    while (!(await createExclusively(file, owner))) {
      const other = await readOwner(run);
      if (other ? isAlive(other, Date.now()) : await isFresh(file)) {
        const { host, pid } = other ?? { host: '?', pid: '?' };
        throw new Problem('run-folder.owned', { run: run.name, host, pid });
      }
      await removeLost(file, other);
    }
    return new Ownership(file, owner);
  }

  get token(): string {
    return this.owner.token;
  }

  /** Whether another process took the folder over, thinking this one lost (it slept, or its clock jumped). */
  get lost(): boolean {
    return this.lostIt;
  }

  async release(): Promise<void> {
    clearInterval(this.timer);
    await this.beating;
    if (await this.isStillOurs()) await fs.rm(this.file, { force: true });
  }

  private async beat(): Promise<void> {
    try {
      if (!(await this.isStillOurs())) {
        this.lostIt = true;
        clearInterval(this.timer);
        return;
      }
      this.owner = { ...this.owner, heartbeat: Date.now() };
      await writeJson(this.file, this.owner);
    } catch {
      // A full disk lets a beat go; the next one may succeed, and the process id still tells that we live.
    }
  }

  /** A file that cannot be read for a moment, because something holds it, is not lost. */
  private async isStillOurs(): Promise<boolean> {
    const found = await parseOwner(this.file);
    return found ? found.token === this.owner.token : exists(this.file);
  }
}

/** Who works on a run, or did when it was lost. */
export function readOwner(run: RunFolder): Promise<Owner | undefined> {
  return parseOwner(run.file(runFiles.owner));
}

/** Whether a living process works on the run. */
export async function isOwned(run: RunFolder): Promise<boolean> {
  const owner = await readOwner(run);
  return owner !== undefined && isAlive(owner, Date.now());
}

/** A dead process on this machine is known at once; on another machine its silence tells. */
export function isAlive(owner: Owner, now: number): boolean {
  if (owner.host === os.hostname() && !processExists(owner.pid)) return false;
  return now - owner.heartbeat < lostMilliseconds;
}

function processExists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return systemCode(error) === 'EPERM';
  }
}

/** Whether a file that cannot be read as an owner may just be on its way. */
async function isFresh(file: string): Promise<boolean> {
  const stat = await fs.stat(file).catch(() => undefined);
  return stat !== undefined && Date.now() - stat.mtimeMs < lostMilliseconds;
}

async function parseOwner(file: string): Promise<Owner | undefined> {
  try {
    return JSON.parse(await fs.readFile(file, 'utf8')) as Owner;
  } catch {
    return undefined;
  }
}

/** A link appears with its whole content, and only where nothing is. */
async function createExclusively(file: string, owner: Owner): Promise<boolean> {
  const temporary = `${file}.${owner.token}.tmp`;
  try {
    await fs.writeFile(temporary, JSON.stringify(owner), { flag: 'wx', mode: 0o600 });
    await linkOrCopy(temporary, file);
    return true;
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return false;
    throw writeProblem(error, file);
  } finally {
    await fs.rm(temporary, { force: true }).catch(() => {});
  }
}

/** Some file systems (exFAT) know no links; there the file appears empty for an instant, which no reader takes for lost. */
async function linkOrCopy(from: string, to: string): Promise<void> {
  try {
    await fs.link(from, to);
  } catch (error) {
    if (systemCode(error) === 'EEXIST') throw error;
    await fs.copyFile(from, to, constants.COPYFILE_EXCL);
  }
}

/**
 * Moves a lost owner's file away. Of several processes that do so at once, one moves it; whoever finds that it moved the
 * file of a new owner puts it back.
 */
async function removeLost(file: string, lost: Owner | undefined): Promise<void> {
  const aside = `${file}.${randomBytes(8).toString('hex')}.lost`;
  try {
    await fs.rename(file, aside);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return;
    throw writeProblem(error, file);
  }
  const moved = await parseOwner(aside);
  if (moved && moved.token !== lost?.token) await fs.link(aside, file).catch(() => {});
  await fs.rm(aside, { force: true });
}
