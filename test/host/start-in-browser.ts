import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { onSignals } from '../../engine/node/signals';
import { installVsix, startCodeServer, workbenchUrl } from './code-server';
import { cache } from './places';
import { openProfile, welcoming } from './profile';
import { stopRuns } from './stop-runs';

/** Serves VS Code to this machine's browsers, behind a password, until Ctrl-C. Its profile stays for the next start. */
export async function startInBrowser(vsix: string, workspace: string, port: number): Promise<void> {
  if (process.platform === 'win32')
    throw new Error('VS Code in the browser needs Linux or macOS: npm start -- --desktop');
  const profile = openProfile(path.join(cache, 'editor'), welcoming);
  // Only what is installed below: an older build must not linger.
  fs.rmSync(profile.extensions, { recursive: true, force: true });
  installVsix(profile, vsix);
  const password = randomBytes(12).toString('base64url');
  const server = await startCodeServer(profile, { password, port, trust: true });
  const url = workbenchUrl(server, workspace);
  console.log(`
Sequence Lab runs in VS Code:

  URL:       ${url}
  Password:  ${password}

Workspace: ${workspace}
Ctrl-C ends it; runs save a checkpoint first.
`);
  openBrowser(url);
  const stopped = Promise.withResolvers<void>();
  await onSignals(stopped.resolve, () => Promise.race([stopped.promise, server.ended]));
  console.log('\nEnding ...');
  await stopRuns(workspace);
  await server.stop();
}

/** Shows a page in the person's browser. Where there is none, the printed address has to do. */
function openBrowser(url: string): void {
  if (process.platform === 'linux' && !process.env['DISPLAY'] && !process.env['WAYLAND_DISPLAY']) return;
  const opener = spawn(process.platform === 'darwin' ? 'open' : 'xdg-open', [url], { stdio: 'ignore', detached: true });
  opener.once('error', () => {});
  opener.unref();
}
