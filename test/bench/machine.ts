import { execFileSync } from 'node:child_process';
import * as os from 'node:os';
import { version } from '../../package.json';
import { root } from '../host/places';

export interface Machine {
  readonly processor: string;
  readonly cores: number;
  readonly memory: number;
  /** Mean number of busy processes in the last minute, ours not among them. */
  readonly load: number;
  readonly versions: Readonly<Record<string, string>>;
}

/** @param peers versions of what is compared with, by name */
export function thisMachine(load: number, peers: Readonly<Record<string, string>>): Machine {
  return {
    processor: os.cpus()[0]?.model.trim() ?? os.arch(),
    cores: os.availableParallelism(),
    memory: os.totalmem(),
    load,
    versions: { 'Sequence Lab': `${version}${commit()}`, Node: process.versions.node, ...peers },
  };
}

/** ` (1a2b3c4)`, or nothing outside of git. */
function commit(): string {
  try {
    const name = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: root, encoding: 'utf8', stdio: 'pipe' });
    return ` (${name.trim()})`;
  } catch {
    return '';
  }
}
