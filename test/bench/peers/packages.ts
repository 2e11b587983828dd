import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { build } from 'esbuild';
import { npm } from '../../host/npm';
import { cache, root } from '../../host/places';

const pinned = path.join(__dirname, 'packages');
const manifests = ['package.json', 'package-lock.json'];
const folder = path.join(cache, 'bench', 'peers');
const installed = path.join(folder, 'node_modules');

/** What brain.js would draw in a graphics card with. It has no part in recurrent networks. */
const unneeded = ['gl', 'webgpu'];

/**
 * Installs the pinned packages on first use, and again when the pin changed.
 *
 * @throws Error where the registry cannot be reached
 */
function installPackages(): void {
  const hash = createHash('sha256');
  for (const name of manifests) hash.update(fs.readFileSync(path.join(pinned, name)));
  const wanted = hash.digest('hex');
  const stamp = path.join(folder, 'installed');
  if (fs.existsSync(stamp) && fs.readFileSync(stamp, 'utf8') === wanted) return;
  process.stderr.write('Installing TensorFlow.js and brain.js into .cache/bench/peers: once ...\n');
  fs.rmSync(stamp, { force: true });
  fs.mkdirSync(folder, { recursive: true });
  for (const name of manifests) fs.copyFileSync(path.join(pinned, name), path.join(folder, name));
  try {
    npm(['ci', '--ignore-scripts', '--omit=optional'], folder);
  } catch {
    throw new Error('not installed, and npm cannot install it here');
  }
  fs.writeFileSync(stamp, wanted);
}

/** A peer of npm's. */
export interface PeerWorker {
  /** The compiled program that does its work. */
  readonly script: string;
  readonly packages: string;
}

const ready = new Map<string, Promise<PeerWorker>>();

/** Compiles NAME-worker.ts against the pinned packages, once. */
export function peerWorker(name: string): Promise<PeerWorker> {
  const known = ready.get(name) ?? compile(name);
  ready.set(name, known);
  return known;
}

async function compile(name: string): Promise<PeerWorker> {
  installPackages();
  const script = path.join(folder, `${name}.js`);
  await build({
    absWorkingDir: root,
    entryPoints: [path.join(__dirname, `${name}-worker.ts`)],
    outfile: script,
    bundle: true,
    platform: 'node',
    target: 'node22',
    mainFields: ['module', 'main'],
    nodePaths: [installed],
    external: unneeded,
    logLevel: 'error',
  });
  return { script, packages: installed };
}
