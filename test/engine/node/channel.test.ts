import assert from 'node:assert/strict';
import { once } from 'node:events';
import * as fs from 'node:fs/promises';
import * as net from 'node:net';
import * as path from 'node:path';
import { Problem } from '../../../engine/contracts/problem';
import { openChannel, socketPort } from '../../../engine/node/channel';
import { Endpoint, stopOwner } from '../../../engine/node/endpoint';
import type { Owner } from '../../../engine/protocol/control';
import { useFolder } from './support/folders';

interface Calculator {
  divide(a: number, b: number): Promise<number>;
  wait(): Promise<void>;
}

const calculator: Calculator = {
  async divide(a, b) {
    if (b === 0) throw new Problem('test.by-zero', { a }, { file: 'x', line: 1 });
    if (b < 0) throw new TypeError('negative');
    return a / b;
  },
  wait: () => new Promise(() => {}),
};

describe('calls over a socket', () => {
  const folder = useFolder();
  let server: net.Server;
  let sockets: net.Socket[];

  beforeEach(async () => {
    sockets = [];
    server = net.createServer((socket) => {
      sockets.push(socket);
      openChannel<object, Calculator>(socketPort(socket), calculator);
    });
    server.listen(path.join(folder(), 's'));
    await once(server, 'listening');
  });
  afterEach(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });

  function connect() {
    const socket = net.connect(path.join(folder(), 's'));
    return { socket, rpc: openChannel<Calculator, object>(socketPort(socket), {}) };
  }

  it('answer, and carry a problem with all its fields', async () => {
    const { socket, rpc } = connect();
    assert.equal(await rpc.divide(6, 3), 2);
    const problem = { code: 'test.by-zero', arguments: { a: 1 }, where: { file: 'x', line: 1 } };
    await assert.rejects(rpc.divide(1, 0), (error) => {
      assert.deepEqual(error, problem);
      return true;
    });
    await assert.rejects(rpc.divide(1, -1), { code: 'internal.error' });
    socket.destroy();
  });

  it('reject when the peer is lost, before or after', async () => {
    const { rpc } = connect();
    const waiting = rpc.wait();
    await rpc.divide(1, 1);
    sockets[0].destroy();
    await assert.rejects(waiting, { code: 'run.peer-lost' });
    await assert.rejects(rpc.divide(1, 1));
  });

  it('outlive a peer that talks nonsense', async () => {
    const nonsense = net.connect(path.join(folder(), 's'));
    nonsense.on('error', () => {});
    nonsense.write('{"t":\nhello\n\n');
    await once(nonsense, 'close');
    const { socket, rpc } = connect();
    assert.equal(await rpc.divide(1, 1), 1);
    socket.destroy();
  });
});

describe('the endpoint of a run', () => {
  it('lets no other user in, answers before it goes, and leaves nothing behind', async () => {
    let release = (): void => {};
    const released = new Promise<void>((resolve) => (release = resolve));
    const endpoint = await Endpoint.listen({ stop: () => released });
    const owner = { endpoint: endpoint.place, token: 't' } as Owner;
    if (process.platform !== 'win32') {
      const { mode } = await fs.stat(path.dirname(endpoint.place));
      assert.equal(mode & 0o077, 0);
    }
    const stopped = stopOwner(owner);
    await new Promise((resolve) => setTimeout(resolve, 50));
    release();
    await endpoint.close();
    await stopped;
    await assert.rejects(stopOwner(owner), { code: 'run.peer-lost' });
    await assert.rejects(fs.stat(path.dirname(endpoint.place)));
  });
});
