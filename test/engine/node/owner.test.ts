import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs/promises';
import * as os from 'node:os';
import * as path from 'node:path';
import { isAlive, isOwned, Ownership, readOwner } from '../../../engine/node/owner';
import { RunFolder } from '../../../engine/node/run-folder';
import { lostMilliseconds, type Owner } from '../../../engine/protocol/control';
import { useFolder } from './support/folders';

async function deadProcess(): Promise<number> {
  const child = spawn(process.execPath, ['-e', '']);
  await once(child, 'exit');
  return child.pid ?? 0;
}

describe('ownership of a run folder', () => {
  const folder = useFolder();
  const run = () => new RunFolder(folder());
  const file = () => path.join(folder(), 'owner.json');

  function owner(changes: Partial<Owner>): Owner {
    const now = Date.now();
    return {
      host: os.hostname(),
      pid: process.pid,
      started: now,
      endpoint: 'e',
      token: 't',
      heartbeat: now,
      ...changes,
    };
  }

  const write = (changes: Partial<Owner>) => fs.writeFile(file(), JSON.stringify(owner(changes)));

  it('is held by one at a time', async () => {
    const first = await Ownership.claim(run(), 'here');
    assert.equal(await isOwned(run()), true);
    await assert.rejects(Ownership.claim(run(), 'there'), { code: 'run-folder.owned' });
    await first.release();
    assert.equal(await isOwned(run()), false);
    await (await Ownership.claim(run(), 'there')).release();
    assert.deepEqual(await fs.readdir(folder()), []);
  });

  it('goes to one of many who want it at once', async () => {
    const dead = await deadProcess();
    for (let round = 0; round < 20; round++) {
      await write({ pid: dead, token: String(round) });
      await claimByMany();
    }
    assert.deepEqual(await fs.readdir(folder()), []);
  });

  async function claimByMany(): Promise<void> {
    const claims = await Promise.allSettled(Array.from({ length: 20 }, (_, i) => Ownership.claim(run(), String(i))));
    const won = claims.filter((claim) => claim.status === 'fulfilled');
    assert.equal(won.length, 1);
    assert.equal((await readOwner(run()))?.token, won[0].value.token);
    await won[0].value.release();
  }

  it('is taken over from a dead process at once, and from another machine when it was silent', async () => {
    assert.equal(isAlive(owner({}), Date.now()), true);
    assert.equal(isAlive(owner({ pid: await deadProcess() }), Date.now()), false);
    assert.equal(isAlive(owner({ host: 'elsewhere', pid: await deadProcess() }), Date.now()), true);
    assert.equal(isAlive(owner({ host: 'elsewhere', heartbeat: Date.now() - lostMilliseconds }), Date.now()), false);
    await write({ host: 'elsewhere', heartbeat: Date.now() - lostMilliseconds });
    await (await Ownership.claim(run(), 'here')).release();
  });

  it('beats, and notices that it was taken over', async function () {
    this.timeout(15_000);
    const held = await Ownership.claim(run(), 'here');
    const before = (await readOwner(run()))?.heartbeat ?? 0;
    await new Promise((resolve) => setTimeout(resolve, 2300));
    assert.ok(((await readOwner(run()))?.heartbeat ?? 0) > before);
    assert.equal(held.lost, false);
    await write({ token: 'another' });
    await new Promise((resolve) => setTimeout(resolve, 2300));
    assert.equal(held.lost, true);
    await held.release();
    assert.equal((await readOwner(run()))?.token, 'another');
  });

  it('bears an owner file that is not whole yet, and takes over one that stays so', async () => {
    await fs.writeFile(file(), '{"host"');
    await assert.rejects(Ownership.claim(run(), 'here'), { code: 'run-folder.owned' });
    const past = new Date(Date.now() - lostMilliseconds - 1000);
    await fs.utimes(file(), past, past);
    await (await Ownership.claim(run(), 'here')).release();
  });
});
