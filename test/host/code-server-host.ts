import { setTimeout as sleep } from 'node:timers/promises';
import { format } from 'node:util';
import { remoteUri, startCodeServer, workbenchUrl } from './code-server';
import type { SuiteRun } from './extension-suite';
import { root } from './places';
import { removeProfile, temporaryProfile, undisturbed } from './profile';
import { Workbench } from './workbench';

/** Lines of the workbench itself, which come by the same way as the console of the extension host. */
const workbenchTalk =
  /^(Resolv|Canceled: Canceled|Creating a socket|\[reconnection|Updating additional builtin|\[Service Worker\]|\[AgentHost|\[AccountPolicyGate|Ignoring fetching additional builtin)/;

const limit = 10 * 60_000;

/** Runs the suite in code-server's extension host; a headless Chromium shows the window. */
export async function codeServerHost(run: SuiteRun): Promise<void> {
  console.log("VS Code: code-server's, in headless Chromium");
  const profile = temporaryProfile(undisturbed);
  try {
    const server = await startCodeServer(profile, {
      trust: false,
      extensionTests: true,
      environment: run.environment,
    });
    const workbench = await Workbench.launch();
    try {
      await runInPage(
        workbench,
        workbenchUrl(server, run.workspace, [
          ['extensionDevelopmentPath', remoteUri(server, root)],
          ['extensionTestsPath', remoteUri(server, run.tests)],
        ]),
      );
    } finally {
      await workbench.close();
      await server.stop();
    }
  } finally {
    removeProfile(profile);
  }
}

async function runInPage(workbench: Workbench, url: string): Promise<void> {
  const { page } = workbench;
  let exit: (code: number) => void;
  const exited = new Promise<number>((resolve) => (exit = resolve));
  // The two functions that a workbench looks for when a machine drives it.
  await page.exposeFunction('codeAutomationLog', (_type: string, values: readonly unknown[]) => {
    const line = format(...values);
    if (!workbenchTalk.test(line)) console.log(line);
  });
  await page.exposeFunction('codeAutomationExit', (code: number) => exit(code));
  page.on('pageerror', (error) => console.log(`Error in the page: ${error.message}`));
  await page.goto(url);
  const late = sleep(limit, undefined, { ref: false });
  const code = await Promise.race([exited, late]);
  if (code === 0) return;
  await workbench.screenshot('extension-suite-failed');
  throw new Error(code === undefined ? 'The suite did not end in ten minutes.' : `The suite ended with ${code}.`);
}
