import { execFile } from 'node:child_process';
import * as fs from 'node:fs/promises';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { build } from 'esbuild';

const root = path.resolve(__dirname, '../../../..');

export interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CommandLine {
  /** The bundled script. */
  script(): string;
  run(folder: string, ...args: string[]): Promise<Outcome>;
}

/** The command line, bundled once for the suite that calls this: starting it from the sources takes a second each time. */
export function useCommandLine(): CommandLine {
  let folder = '';
  before(async () => {
    folder = await fs.mkdtemp(path.join(tmpdir(), 'seqlab-bundle-'));
    const entryPoints = {
      seqlab: path.join(root, 'engine/node/main.ts'),
      thread: path.join(root, 'engine/node/thread.ts'),
    };
    await build({
      entryPoints,
      bundle: true,
      platform: 'node',
      target: 'node22',
      // jsonc-parser's main file is UMD, which no bundler sees through.
      mainFields: ['module', 'main'],
      loader: { '.py': 'text' },
      outdir: folder,
    });
    // The test runner's setup has built them.
    await fs.cp(path.join(root, 'engine/kernels/simd/build'), path.join(folder, 'kernels'), { recursive: true });
    await fs.cp(path.join(root, 'examples'), path.join(folder, 'samples'), { recursive: true });
  });
  after(() => fs.rm(folder, { recursive: true, force: true }));
  const script = () => path.join(folder, 'seqlab.js');
  return {
    script,
    run: (cwd, ...args) =>
      new Promise((resolve) => {
        const child = execFile(process.execPath, [script(), ...args], { cwd }, (_error, stdout, stderr) => {
          resolve({ status: child.exitCode, stdout, stderr });
        });
      }),
  };
}
