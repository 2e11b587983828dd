import * as fs from 'node:fs';
import * as path from 'node:path';
import { build } from 'esbuild';
import { buildKernels } from '../../engine/kernels/simd/build.mjs';
import { cache, root } from '../host/places';
import { buildPeaks } from './peak/build.mjs';

export interface Bundles {
  readonly folder: string;
  /** The register-only loop, by the kernels that it is the measure of. */
  readonly peaks: Readonly<Record<'simd' | 'relaxed-simd', string>>;
}

/**
 * Compiles what is measured: bundled as the extension is, for a loader of TypeScript would slow it.
 * The bundle finds the kernels beside it.
 */
export async function bundleBench(folder = path.join(cache, 'bench', 'bundle')): Promise<Bundles> {
  fs.rmSync(folder, { recursive: true, force: true });
  await build({
    absWorkingDir: root,
    entryPoints: ['test/bench/worker/main.ts'],
    entryNames: '[name]',
    outdir: folder,
    bundle: true,
    platform: 'node',
    target: 'node22',
    mainFields: ['module', 'main'], // The other form of jsonc-parser cannot be bundled.
    logLevel: 'warning',
  });
  for (const [name, file] of Object.entries(await buildKernels())) {
    fs.mkdirSync(path.join(folder, 'kernels'), { recursive: true });
    fs.copyFileSync(file, path.join(folder, 'kernels', `${name}.wasm`));
  }
  return { folder, peaks: await buildPeaks(folder) };
}
