import * as fs from 'node:fs';
import * as path from 'node:path';
import { parseArgs } from 'node:util';
import { startInBrowser } from './start-in-browser';
import { startOnDesktop } from './start-on-desktop';
import { npm } from './npm';
import { cache, root } from './places';

const usage = `npm start -- [FOLDER] [--port PORT] [--desktop]

  FOLDER     the folder to open; by default a sample workspace of its own
  --port     the port of this machine to listen on (by default a free one)
  --desktop  use the VS Code on PATH, with a profile of its own, instead of the browser`;

/** `npm start`: builds and packages the extension and opens a VS Code that has it. Ctrl-C ends everything again. */
async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { desktop: { type: 'boolean' }, port: { type: 'string' }, help: { type: 'boolean' } },
  });
  const port = Number(values.port ?? 0);
  if (values.help || positionals.length > 1 || !Number.isInteger(port) || port < 0 || port > 65_535) {
    console.log(usage);
    process.exitCode = values.help ? 0 : 2;
    return;
  }
  console.log('Building the extension ...');
  npm(['run', 'package'], root);
  const vsix = path.join(root, 'sequence-lab.vsix');
  const workspace = openWorkspace(positionals[0]);
  await (values.desktop ? startOnDesktop(vsix, workspace) : startInBrowser(vsix, workspace, port));
}

/** The folder that a person named, as it is; else the sample workspace, which stays from one start to the next. */
function openWorkspace(named: string | undefined): string {
  if (named !== undefined) {
    const folder = path.resolve(process.env['INIT_CWD'] ?? root, named);
    if (!fs.statSync(folder, { throwIfNoEntry: false })?.isDirectory()) throw new Error(`${folder} is no folder.`);
    return folder;
  }
  const folder = path.join(cache, 'workspace');
  const samples = path.join(root, 'dist/samples');
  fs.mkdirSync(folder, { recursive: true });
  for (const name of fs.readdirSync(samples)) {
    const file = path.join(folder, name);
    if (!fs.existsSync(file)) fs.copyFileSync(path.join(samples, name), file);
  }
  return folder;
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
