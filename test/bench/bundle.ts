import * as fs from 'node:fs';
import * as path from 'node:path';
import { build } from 'esbuild';
import { buildKernels } from '../../engine/kernels/simd/build.mjs';
import { nativeFolders } from '../../engine/node/places';
import { cache, root } from '../host/places';

/**
 * Compiles what is measured, bundled as the extension is, for a loader of TypeScript would slow it.
 * The bundle finds the kernels beside it.
 *
 * @returns the folder
 */
export async function bundleBench(folder = path.join(cache, 'bench', 'bundle')): Promise<string> {
  fs.rmSync(folder, { recursive: true, force: true });
  await build({
    absWorkingDir: root,
    entryPoints: ['test/bench/worker/main.ts', 'engine/node/thread.ts'],
    entryNames: '[name]',
    outdir: folder,
    bundle: true,
    platform: 'node',
    target: 'node22',
    mainFields: ['module', 'main'], // The other form of jsonc-parser cannot be bundled.
    logLevel: 'warning',
  });
  for (const source of nativeFolders.filter((each) => fs.existsSync(each))) {
    fs.cpSync(source, path.join(folder, 'native'), { recursive: true });
  }
  fs.mkdirSync(path.join(folder, 'kernels'));
  for (const [name, file] of Object.entries(await buildKernels())) {
    fs.copyFileSync(file, path.join(folder, 'kernels', `${name}.wasm`));
  }
  return folder;
}
