import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { npm } from './npm';
import { cache } from './places';

const manifest = { private: true, dependencies: { node: '22' }, allowScripts: { node: true } };

/**
 * The oldest Node that the bundles are built for, out of npm's package `node`: installed on first use.
 * @returns its executable.
 */
export function node22(): string {
  const folder = path.join(cache, 'node-22');
  const executable = path.join(folder, 'node_modules/node/bin', process.platform === 'win32' ? 'node.exe' : 'node');
  if (!fs.existsSync(executable)) {
    fs.mkdirSync(folder, { recursive: true });
    fs.writeFileSync(path.join(folder, 'package.json'), JSON.stringify(manifest));
    npm(['install'], folder);
  }
  const version = spawnSync(executable, ['--version'], { encoding: 'utf8' }).stdout.trim();
  if (!version.startsWith('v22.')) throw new Error(`${executable} is Node ${version}, not 22. Delete ${folder}.`);
  console.log(`Node ${version}`);
  return executable;
}
