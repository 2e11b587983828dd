import * as fs from 'node:fs';
import * as path from 'node:path';
import { build } from 'esbuild';
import { cache, root } from './places';

/**
 * Bundles the extension's tests to plain JavaScript, for VS Code's extension host loads no TypeScript.
 * @returns the file that VS Code runs.
 */
export async function bundleExtensionSuite(): Promise<string> {
  const outdir = path.join(cache, 'extension-suite');
  fs.rmSync(outdir, { recursive: true, force: true });
  await build({
    absWorkingDir: root,
    entryPoints: ['test/extension/index.ts', 'test/extension/suite/**/*.test.ts'],
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
