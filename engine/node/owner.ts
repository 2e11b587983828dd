import { createHash, randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import * as fs from 'node:fs/promises';
import * as os from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { Problem } from '../contracts/problem';
import { heartbeatMilliseconds, lostMilliseconds, type Owner } from '../protocol/control';
import { runFiles } from '../run/layout';
import { writeJson } from './atomic';
import { systemCode, writeProblem } from './file-problem';
import { exists } from './files';
import type { RunFolder } from './run-folder';

const takeOverPauseMilliseconds = 20;

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
      const other = await parseOwner(file);
      if (other ? isAlive(other, Date.now()) : await isFresh(file)) {
        const { host, pid } = other ?? { host: '?', pid: '?' };
        throw new Problem('run-folder.owned', { run: run.name, host, pid });
      }
      if (await takeOver(file, other, owner)) break;
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
 * Puts `owner` in the place of one that was lost. Of several processes that try at once, only the one that holds a marker
 * for just that lost owner may: so nobody's place is taken that was taken over a moment before.
 *
 * @returns whether it was done; if not, look again
 */
async function takeOver(file: string, lost: Owner | undefined, owner: Owner): Promise<boolean> {
  const name = createHash('sha256')
    .update(lost?.token ?? '')
    .digest('hex');
  const marker = `${file}.${name.slice(0, 16)}.lost`;
  if (!(await createExclusively(marker, owner))) {
    // Whoever set the marker may have been killed.
    if (!(await isFresh(marker))) await fs.rm(marker, { force: true });
    await sleep(takeOverPauseMilliseconds);
    return false;
  }
  try {
    const found = await parseOwner(file);
    if (found?.token !== lost?.token || !(await exists(file))) return false;
    await writeJson(file, owner);
    return true;
  } finally {
    await fs.rm(marker, { force: true });
  }
}
