import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pythonWithTorch } from './python';

const server = path.join(__dirname, 'warm_python.py');

/** Asks the server to run what this was called with. */
const client = (python: string, socket: string) => `#!${python} -S
import json, os, socket, sys
with socket.socket(socket.AF_UNIX) as server:
    server.connect(${JSON.stringify(socket)})
    socket.send_fds(server, [json.dumps([os.getcwd(), sys.argv[1:]]).encode()], [1, 2])
    sys.exit(int(server.recv(16) or 1))
`;

/** Has all Python of the suite that calls this run in processes that have PyTorch already: loading it takes seconds. */
export function useWarmPython(): void {
  let folder = '';
  let child: ChildProcess | undefined;
  let earlier: string | undefined;
  before(async function () {
    this.timeout(120_000);
    const found = spawnSync(pythonWithTorch(), ['-c', 'import sys; print(sys.executable)'], { encoding: 'utf8' });
    const python = found.stdout.trim();
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'seqlab-python-'));
    const [socket, file] = [path.join(folder, 'socket'), path.join(folder, 'python')];
    child = spawn(python, [server, socket], { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(child.stdout ?? child, 'data');
    fs.writeFileSync(file, client(python, socket), { mode: 0o755 });
    earlier = process.env.SEQUENCE_LAB_PYTHON;
    process.env.SEQUENCE_LAB_PYTHON = file;
  });
  after(() => {
    child?.kill();
    fs.rmSync(folder, { recursive: true, force: true });
    if (earlier === undefined) delete process.env.SEQUENCE_LAB_PYTHON;
    else process.env.SEQUENCE_LAB_PYTHON = earlier;
  });
}
