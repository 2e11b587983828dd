import * as fs from 'node:fs';
import * as path from 'node:path';
import { bundleExtensionSuite } from './bundle-suite';
import { codeServerHost } from './code-server-host';
import { electronHost, findElectron } from './electron-host';
import { figuresVariable } from './editor-figures';
import { countsVariable } from './mocha-counts';
import { cache } from './places';

/** A VS Code that can run the extension's suite. */
export type SuiteHost = (suite: SuiteRun) => Promise<void>;

export interface SuiteRun {
  /** The bundled file that VS Code loads and whose `run` it calls. */
  readonly tests: string;
  /** The folder that is open in the window. */
  readonly workspace: string;
  /** Variables for the extension host. */
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * Runs the extension's mocha suite, or the one in the folder of test/extension that the command line names, inside a real VS Code: the desktop one where it can be had, else code-server in
 * headless Chromium. The counts file, not an exit code, tells what happened: a crashed extension host reports success.
 */
async function main(): Promise<void> {
  // Of its own, so that two runs do not meet; inside the checkout, so that the tests find its packages.
  fs.mkdirSync(cache, { recursive: true });
  const folder = fs.mkdtempSync(path.join(cache, 'extension-suite-'));
  try {
    const workspace = path.join(folder, 'workspace');
    fs.mkdirSync(workspace);
    const tests = await bundleExtensionSuite(process.argv[2] ?? 'suite', path.join(folder, 'tests'));
    const electron = await findElectron();
    const host: SuiteHost = electron ? electronHost(electron) : codeServerHost;
    await host({ tests, workspace, environment: environment() });
  } finally {
    fs.rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  }
}

/** What the extension host has to know of this process's variables. */
function environment(): Record<string, string> {
  const names = [countsVariable, figuresVariable, 'SEQUENCE_LAB_TEST_GREP'];
  return Object.fromEntries(names.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])));
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
