import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { installCodeServer } from './install-code-server';
import type { Profile } from './profile';

export interface ServerOptions {
  /** Without a password the door is open to everyone on this machine: for tests alone. */
  readonly password?: string;
  /** 0, the default, takes a free port. */
  readonly port?: number;
  /** Whether VS Code asks before it trusts a folder. */
  readonly trust: boolean;
  /** Lets a page name an extension under development and its tests. It also hides the notification toasts. */
  readonly extensionTests?: boolean;
  /** For the extension host. */
  readonly environment?: Readonly<Record<string, string>>;
}

export interface CodeServer {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  /** What it wrote so far. */
  log(): string;
  /** Ends the server and every process that it started. */
  stop(): Promise<void>;
  readonly ended: Promise<void>;
}

/** Variables of an outer VS Code, npm or code-server would change how this one starts. */
const foreign = /^(npm_|VSCODE_|ELECTRON_|CODE_SERVER|NODE_OPTIONS$|PORT$|PASSWORD$|HASHED_PASSWORD$)/;

const startLimit = 60_000;
const stopLimit = 6_000;

/** Starts a VS Code of its own on this machine's loopback, with all its state in the profile. */
export async function startCodeServer(profile: Profile, options: ServerOptions): Promise<CodeServer> {
  const sockets = fs.mkdtempSync(path.join(os.tmpdir(), 'sequence-lab-sockets-')); // A socket's path must be short.
  const authentication = options.password === undefined ? 'none' : 'password';
  const child = spawn(
    process.execPath,
    [
      ...commandLine(profile),
      '--auth',
      authentication,
      '--bind-addr',
      `127.0.0.1:${options.port ?? 0}`,
      '--ignore-last-opened',
      ...(options.trust ? [] : ['--disable-workspace-trust']),
      ...(options.extensionTests ? ['--vscode-option', 'enable-smoke-test-driver'] : []),
    ],
    {
      cwd: profile.folder,
      env: {
        ...environment(profile, options.environment),
        XDG_RUNTIME_DIR: sockets,
        ...(options.password === undefined ? {} : { PASSWORD: options.password }),
      },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true, // A process group: the extension hosts that it starts end with it.
    },
  );
  // Also when this process ends without a word.
  const killGroup = (): void => {
    signalGroup(child, 'SIGKILL');
    fs.rmSync(sockets, { recursive: true, force: true });
  };
  process.once('exit', killGroup);
  let log = '';
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const url = await new Promise<string>((resolve, reject) => {
    const fail = (reason: string): void => reject(new Error(`VS Code's server ${reason}:\n${log}`));
    const timer = setTimeout(() => fail('did not start in time'), startLimit);
    const read = (chunk: Buffer): void => {
      log += chunk.toString();
      const line = /HTTP server listening on (http:\/\/127\.0\.0\.1:\d+)/.exec(log);
      if (!line) return;
      clearTimeout(timer);
      resolve(line[1]);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('error', (error) => fail(`could not be started (${error.message})`));
    child.once('exit', (code, signal) => fail(`ended with ${signal ?? code}`));
  }).catch((error: unknown) => {
    killGroup();
    throw error;
  });

  const stop = async (): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) {
      signalGroup(child, 'SIGTERM');
      const impatient = setTimeout(killGroup, stopLimit);
      await ended;
      clearTimeout(impatient);
    }
    killGroup();
    process.off('exit', killGroup);
  };
  return { url, log: () => log, stop, ended };
}

/** Installs a packaged extension into the profile, in place of the one that was there. */
export function installVsix(profile: Profile, vsix: string): void {
  const result = spawnSync(process.execPath, [...commandLine(profile), '--install-extension', vsix, '--force'], {
    cwd: profile.folder,
    env: environment(profile),
    encoding: 'utf8',
  });
  if (result.status !== 0 || !result.stdout.includes('successfully installed')) {
    throw new Error(`Could not install ${vsix}:\n${result.stdout}${result.stderr}`);
  }
}

/** The address of the workbench with a folder open. `payload` names an extension under development and its tests. */
export function workbenchUrl(
  server: CodeServer,
  folder: string,
  payload?: readonly (readonly [string, string])[],
): string {
  const url = new URL(server.url);
  url.pathname = '/';
  url.searchParams.set('folder', folder);
  if (payload) url.searchParams.set('payload', JSON.stringify(payload));
  return url.href;
}

/** How the workbench in the browser names a file on the server's side. */
export function remoteUri(server: CodeServer, file: string): string {
  return `vscode-remote://${new URL(server.url).host}${encodeURI(file)}`;
}

function commandLine(profile: Profile): string[] {
  const config = path.join(profile.folder, 'config.yaml');
  // An empty one: else it would write one with a password into the person's home.
  if (!fs.existsSync(config)) fs.writeFileSync(config, '');
  return [
    installCodeServer(),
    '--config',
    config,
    '--user-data-dir',
    profile.userData,
    '--extensions-dir',
    profile.extensions,
    '--disable-telemetry',
    '--disable-update-check',
    '--disable-getting-started-override',
    '--disable-proxy',
  ];
}

function environment(profile: Profile, additions: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  const own = Object.fromEntries(Object.entries(process.env).filter(([name]) => !foreign.test(name)));
  return {
    ...own,
    XDG_DATA_HOME: path.join(profile.folder, 'data'),
    EXTENSIONS_GALLERY: '{"serviceUrl":""}', // No marketplace is asked.
    ...additions,
  };
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // All of them are gone.
  }
}
