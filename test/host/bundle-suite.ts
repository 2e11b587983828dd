import * as path from 'node:path';
import { build } from 'esbuild';
import { root } from './places';

/**
 * Bundles the extension's tests to plain JavaScript in a folder, for VS Code's extension host loads no TypeScript.
 * @param suite folder of test/extension
 * @returns the file that VS Code runs.
 */
export async function bundleExtensionSuite(suite: string, outdir: string): Promise<string> {
  await build({
    absWorkingDir: root,
    entryPoints: ['test/extension/index.ts', `test/extension/${suite}/**/*.test.ts`],
    outbase: 'test/extension',
    outdir,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node22',
    external: ['vscode', 'mocha'],
    mainFields: ['module', 'main'], // The other form of jsonc-parser cannot be bundled.
    sourcemap: 'inline',
    logLevel: 'warning',
  });
  return path.join(outdir, 'index.js');
}
