import { spawn, spawnSync } from 'node:child_process';
import { onSignals } from '../../engine/node/signals';
import { removeProfile, temporaryProfile, welcoming, type Profile } from './profile';
import { stopRuns } from './stop-runs';

/** Windows starts `code.cmd` through a shell only. */
const shell = process.platform === 'win32';
const quoted = (text: string): string => (shell ? `"${text}"` : text);

/** Opens the VS Code on PATH with a profile of its own, which goes when its window is closed or on Ctrl-C. */
export async function startOnDesktop(vsix: string, workspace: string): Promise<void> {
  const profile = temporaryProfile(welcoming);
  const own = ['--user-data-dir', quoted(profile.userData), '--extensions-dir', quoted(profile.extensions)];
  try {
    const install = spawnSync('code', [...own, '--install-extension', quoted(vsix), '--force'], {
      shell,
      encoding: 'utf8',
    });
    if (install.error) throw new Error('There is no `code` on PATH: install VS Code, or start without --desktop.');
    if (install.status !== 0)
      throw new Error(`VS Code did not install the extension:\n${install.stdout}${install.stderr}`);
    const code = spawn('code', [...own, '--new-window', '--wait', quoted(workspace)], { shell, stdio: 'inherit' });
    const closed = new Promise<void>((resolve) => code.once('exit', () => resolve()));
    console.log(`VS Code opens ${workspace}. Close its window or press Ctrl-C to end.`);
    const stopped = Promise.withResolvers<void>();
    await onSignals(stopped.resolve, () => Promise.race([stopped.promise, closed]));
    await stopRuns(workspace);
    endWindows(profile);
    await closed;
  } finally {
    removeProfile(profile);
  }
}

/** `code` hands its window to a process of its own; the folder of the profile in its command line tells which. */
function endWindows(profile: Profile): void {
  if (process.platform === 'win32') return;
  const { stdout } = spawnSync('ps', ['-axo', 'pid=,args='], { encoding: 'utf8' });
  for (const line of stdout.split('\n').filter((each) => each.includes(profile.folder))) {
    try {
      process.kill(Number.parseInt(line, 10), 'SIGTERM');
    } catch {
      // It has ended by itself.
    }
  }
}
