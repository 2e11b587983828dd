import * as fs from 'node:fs';
import * as path from 'node:path';
import { bundleExtensionSuite } from './bundle-suite';
import { codeServerHost } from './code-server-host';
import { electronHost, findElectron } from './electron-host';
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
 * Runs the extension's mocha suite inside a real VS Code: the desktop one where it can be had, else code-server in
 * headless Chromium. The counts file, not an exit code, tells what happened: a crashed extension host reports success.
 */
async function main(): Promise<void> {
  const tests = await bundleExtensionSuite();
  const workspace = path.join(cache, 'extension-suite-workspace');
  fs.rmSync(workspace, { recursive: true, force: true });
  fs.mkdirSync(workspace, { recursive: true });
  const electron = await findElectron();
  const host: SuiteHost = electron ? electronHost(electron) : codeServerHost;
  const passedOn = [countsVariable, 'SEQUENCE_LAB_TEST_GREP'];
  const environment = Object.fromEntries(passedOn.map((name) => [name, process.env[name] ?? '']).filter(([, v]) => v));
  await host({ tests, workspace, environment: environment as Record<string, string> });
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
