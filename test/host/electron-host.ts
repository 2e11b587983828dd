import * as fs from 'node:fs';
import { downloadAndUnzipVSCode, runTests } from '@vscode/test-electron';
import type { SuiteHost } from './extension-suite';
import { root } from './places';
import { removeProfile, temporaryProfile, undisturbed } from './profile';

const updateServer = 'https://update.code.visualstudio.com';
/** A network that lets nobody through must not hold the tests up. */
const patience = 4000;

/**
 * The desktop VS Code to test in: the one that VSCODE_EXECUTABLE names, else one that can be downloaded and shown here.
 * @returns undefined where there is none.
 * @throws Error when VSCODE_EXECUTABLE names none that can be started.
 */
export async function findElectron(): Promise<string | undefined> {
  const named = process.env['VSCODE_EXECUTABLE'];
  const display = process.platform !== 'linux' || Boolean(process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY']);
  if (named) {
    if (!fs.existsSync(named)) throw new Error(`VSCODE_EXECUTABLE names ${named}, and there is no such file.`);
    if (!display) throw new Error('VSCODE_EXECUTABLE needs a display. Without one: xvfb-run --auto-servernum npm test');
    return named;
  }
  if (!display || !(await downloadable())) return undefined;
  return downloadAndUnzipVSCode('stable');
}

/** Runs the suite in the desktop's extension host. */
export function electronHost(executable: string): SuiteHost {
  return async (run) => {
    console.log(`VS Code: ${executable}`);
    const profile = temporaryProfile(undisturbed);
    try {
      const code = await runTests({
        vscodeExecutablePath: executable,
        extensionDevelopmentPath: root,
        extensionTestsPath: run.tests,
        extensionTestsEnv: { ...run.environment },
        launchArgs: [
          run.workspace,
          '--user-data-dir',
          profile.userData,
          '--extensions-dir',
          profile.extensions,
          '--disable-extensions',
        ],
      });
      if (code !== 0) throw new Error(`The suite ended with ${code}.`);
    } finally {
      removeProfile(profile);
    }
  };
}

async function downloadable(): Promise<boolean> {
  try {
    const answer = await fetch(`${updateServer}/api/releases/stable`, { signal: AbortSignal.timeout(patience) });
    return answer.ok;
  } catch {
    return false;
  }
}
