import { hostname } from 'node:os';
import * as path from 'node:path';
import { runFiles } from '../../engine/run/layout';
import { lostMilliseconds, type Owner } from '../../engine/protocol/control';
import { readJson } from '../base/files';

/** The process that works on a run folder, or undefined when there is none alive. */
export async function livingOwner(folder: string): Promise<Owner | undefined> {
  const owner = (await readJson(path.join(folder, runFiles.owner))) as Owner | undefined;
  return owner && isAlive(owner) ? owner : undefined;
}

function isAlive({ host, pid, heartbeat }: Owner): boolean {
  if (Date.now() - heartbeat >= lostMilliseconds) return false;
  if (host !== hostname()) return true;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
