import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { npm } from './npm';
import { codeServerFolder } from './places';

const pinned = path.join(__dirname, 'code-server');
const entry = path.join(codeServerFolder, 'node_modules/code-server/out/node/entry.js');

/**
 * Packages of the workbench that no part of ours needs, and that want a compiler, libkrb5 or Windows, or are large
 * assistants. Without them VS Code is a third of its size.
 */
const unneeded = [
  '@devcontainers/cli',
  '@github/copilot-sdk',
  '@microsoft/mxc-sdk',
  '@vscode/copilot-api',
  '@vscode/sandbox-runtime',
  '@vscode/sqlite3',
  '@vscode/windows-process-tree',
  '@vscode/windows-registry',
  'kerberos',
  'ssh2',
];

/** Native modules that npm ships as sources, and what stands in for them: so no compiler is needed. */
const substitutes = { '@vscode/spdlog': 'log-files.js', '@vscode/native-watchdog': 'parent-watch.js' };

/**
 * Installs the pinned code-server on first use, and again when the pin (or this file) changed; from npm's registry
 * alone, without a compiler.
 * @returns the script that starts it.
 */
export function installCodeServer(): string {
  const manifests = ['package.json', 'package-lock.json'];
  const hash = createHash('sha256').update(fs.readFileSync(__filename));
  for (const name of fs.readdirSync(pinned)) hash.update(fs.readFileSync(path.join(pinned, name)));
  const wanted = hash.digest('hex');
  const stamp = path.join(codeServerFolder, 'installed');
  if (fs.existsSync(stamp) && fs.readFileSync(stamp, 'utf8') === wanted) return entry;

  console.log('Installing VS Code (code-server) into .vscode-host: once, about half a minute ...');
  fs.rmSync(stamp, { force: true });
  fs.mkdirSync(codeServerFolder, { recursive: true });
  for (const name of manifests) fs.copyFileSync(path.join(pinned, name), path.join(codeServerFolder, name));
  npm(['ci', '--ignore-scripts', '--engine-strict=false'], codeServerFolder);

  const workbench = path.join(codeServerFolder, 'node_modules/code-server/lib/vscode');
  const manifestFile = path.join(workbench, 'package.json');
  const manifest = JSON.parse(fs.readFileSync(manifestFile, 'utf8')) as { dependencies: Record<string, string> };
  for (const name of unneeded) delete manifest.dependencies[name];
  fs.writeFileSync(manifestFile, JSON.stringify(manifest, null, 2));
  // `npm ci` refuses the changed manifest; `npm install` still takes every version from its npm-shrinkwrap.json.
  npm(['install', '--omit=dev', '--ignore-scripts', '--engine-strict=false'], workbench);
  for (const [name, file] of Object.entries(substitutes)) {
    fs.copyFileSync(path.join(pinned, file), path.join(workbench, 'node_modules', name, 'index.js'));
  }
  keepOwnRipgrep(workbench);
  fs.writeFileSync(stamp, wanted);
  return entry;
}

/** Ripgrep comes for every platform; one is needed. */
function keepOwnRipgrep(workbench: string): void {
  const binaries = path.join(workbench, 'node_modules/@vscode/ripgrep-universal/bin');
  const own = `${process.platform}-${process.arch}`;
  if (!fs.existsSync(path.join(binaries, own))) return;
  for (const name of fs.readdirSync(binaries)) {
    if (name !== own) fs.rmSync(path.join(binaries, name), { recursive: true });
  }
}
