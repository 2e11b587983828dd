import { randomBytes, timingSafeEqual } from 'node:crypto';
import * as fs from 'node:fs/promises';
import * as net from 'node:net';
import * as os from 'node:os';
import * as path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { Problem } from '../contracts/problem';
import type { Owner, RunControl } from '../protocol/control';
import { openChannel, socketPort } from './channel';

/** Longest path of a Unix domain socket that every system takes (macOS: 104 bytes with the end mark). */
const longestSocketPath = 100;

/** Where a process that works on a run can be told to stop: a local socket that no other user reaches. */
export class Endpoint {
  private readonly sockets = new Set<net.Socket>();

  private constructor(
    /** Path of the socket or the pipe. */
    readonly place: string,
    private readonly server: net.Server,
    private readonly folder: string | undefined,
  ) {}

  static async listen(control: RunControl): Promise<Endpoint> {
    const folder = process.platform === 'win32' ? undefined : await privateFolder();
    const place = folder ? path.join(folder, 'run') : `\\\\.\\pipe\\seqlab-${randomBytes(8).toString('hex')}`;
    const server = net.createServer();
    const endpoint = new Endpoint(place, server, folder);
    server.on('connection', (socket) => {
      endpoint.sockets.add(socket);
      socket.once('close', () => endpoint.sockets.delete(socket));
      openChannel<object, RunControl>(socketPort(socket), control);
    });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject).listen(place, resolve);
    });
    server.unref();
    return endpoint;
  }

  /** Answers that were given still reach their callers. */
  async close(): Promise<void> {
    this.server.close();
    await setImmediate();
    for (const socket of this.sockets) socket.end();
    if (this.folder) await fs.rm(this.folder, { recursive: true, force: true });
  }
}

/** Asks the process that works on a run to save and end. Resolves when it has released the folder. */
export async function stopOwner({ endpoint, token }: Owner): Promise<void> {
  const socket = net.connect(endpoint);
  const rpc = openChannel<RunControl, object>(socketPort(socket), {});
  try {
    await rpc.stop(token);
  } finally {
    socket.destroy();
  }
}

/** Throws `run.wrong-token`. */
export function checkToken(expected: string, given: unknown): void {
  const [a, b] = [Buffer.from(expected), Buffer.from(String(given))];
  if (a.length !== b.length || !timingSafeEqual(a, b)) throw new Problem('run.wrong-token');
}

async function privateFolder(): Promise<string> {
  const inUsual = path.join(os.tmpdir(), 'seqlab-');
  const prefix = inUsual.length + '123456/run'.length > longestSocketPath ? '/tmp/seqlab-' : inUsual;
  return fs.mkdtemp(prefix);
}
