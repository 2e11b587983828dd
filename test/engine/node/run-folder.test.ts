import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { RunEvent } from '../../../engine/contracts/events';
import { writeAtomic } from '../../../engine/node/atomic';
import { EventLogWriter } from '../../../engine/node/event-log';
import { RunFolder } from '../../../engine/node/run-folder';
import { runNameOf, runNumber } from '../../../engine/run/layout';
import { EventLogReader } from '../../../engine/run/log';
import type { RunRecord } from '../../../engine/run/record';
import { useFolder } from './support/folders';

const record = (created: number): RunRecord => {
  return { formatVersion: 1, origin: 'trained', experimentFile: '../x.seqlab.json', created, versions: {} };
};

describe('run folder', () => {
  const folder = useFolder();
  const runs = () => path.join(folder(), '.seqlab', 'runs');

  it('counts on from the greatest number of its name, and keeps runs out of git', async () => {
    fs.mkdirSync(path.join(runs(), 'sea-7'), { recursive: true });
    fs.mkdirSync(path.join(runs(), 'sea-side-9'));
    fs.mkdirSync(path.join(runs(), 'sea-x'));
    assert.equal((await RunFolder.create(runs(), 'sea')).name, 'sea-8');
    const many = await Promise.all(Array.from({ length: 10 }, () => RunFolder.create(runs(), 'sea')));
    assert.equal(new Set(many.map(({ name }) => name)).size, 10);
    assert.equal(fs.readFileSync(path.join(folder(), '.seqlab', '.gitignore'), 'utf8'), '*\n');
    await RunFolder.create(path.join(folder(), 'elsewhere'), 'sea');
    assert.deepEqual(fs.readdirSync(path.join(folder(), 'elsewhere')), ['sea-1']);
  });

  it('names runs after their experiment file, safely', () => {
    assert.equal(runNameOf('/a/moby-dick.seqlab.json'), 'moby-dick');
    assert.equal(runNameOf('C:\\a\\b.seqlab.json'), 'b');
    assert.equal(runNameOf('/a/what: "now"?.seqlab.json'), 'what- -now-');
    assert.equal(runNameOf('..seqlab.json'), 'run');
    assert.equal(runNumber('sea-12', 'sea'), 12);
    assert.equal(runNumber('sea-012', 'sea'), undefined);
  });

  it('lists runs by age and leaves out what is none', async () => {
    const [older, newer] = [await RunFolder.create(runs(), 'a'), await RunFolder.create(runs(), 'b')];
    await RunFolder.create(runs(), 'c');
    fs.writeFileSync(path.join(runs(), 'stray.txt'), '');
    await newer.writeRecord(record(2));
    await older.writeRecord(record(3));
    assert.deepEqual(
      (await RunFolder.list(runs())).map(({ name }) => name),
      ['b-1', 'a-1'],
    );
    assert.deepEqual(await RunFolder.list(path.join(folder(), 'absent')), []);
  });

  it('says what is wrong with a folder that is no run, or a damaged one', async () => {
    await assert.rejects(RunFolder.open(path.join(folder(), 'absent')), { code: 'run-folder.missing' });
    const run = await RunFolder.create(runs(), 'a');
    await assert.rejects(RunFolder.open(run.path), { code: 'run-folder.missing' });
    await run.writeRecord(record(1));
    assert.equal((await RunFolder.open(run.path)).name, 'a-1');
    fs.writeFileSync(run.file('experiment.json'), '{"data"');
    await assert.rejects(run.readExperiment(), { code: 'run-folder.damaged' });
    fs.writeFileSync(run.file('run.json'), '{"formatVersion": 99}');
    await assert.rejects(RunFolder.open(run.path), { code: 'run-folder.version' });
    fs.writeFileSync(run.file('last.safetensors'), 'short');
    await assert.rejects(run.readCheckpoint('last'), { code: 'safetensors.truncated' });
    assert.equal(await run.readCheckpoint('best'), undefined);
  });

  it('writes the arrays of a checkpoint as they are at the call', async () => {
    const run = await RunFolder.create(runs(), 'a');
    const data = Float32Array.of(1, 2);
    const writing = run.writeCheckpoint(5, {
      tensors: new Map([['w', { shape: [2], data }]]),
      metadata: { step: '5' },
    });
    data.fill(0);
    assert.equal(await writing, 'checkpoints/5.safetensors');
    const read = await run.readCheckpoint(5);
    assert.deepEqual(read?.tensors.get('w')?.data, Float32Array.of(1, 2));
    assert.deepEqual(read?.metadata, { step: '5' });
    await run.removeCheckpoint(5);
    assert.equal(await run.readCheckpoint(5), undefined);
  });
});

describe('checkpoints that are written one after the other, or at once', () => {
  const folder = useFolder();

  it('hold what each of them was given', async () => {
    const run = await RunFolder.create(folder(), 'a');
    const of = (value: number, size: number) => ({
      tensors: new Map([['w', { shape: [size], data: new Float32Array(size).fill(value) }]]),
      metadata: { step: String(value) },
    });
    const sizes = [5, 3, 9, 2, 2, 7];
    for (const [step, size] of sizes.slice(0, 3).entries()) await run.writeCheckpoint(step, of(step, size));
    await Promise.all([3, 4, 5].map((step) => run.writeCheckpoint(step, of(step, sizes[step]))));
    for (const [step, size] of sizes.entries()) {
      assert.deepEqual(await run.readCheckpoint(step), of(step, size), `step ${step}`);
    }
  });
});

describe('writing', () => {
  const folder = useFolder();

  it('replaces a file whole and leaves nothing else behind', async () => {
    const file = path.join(folder(), 'x.json');
    await writeAtomic(file, 'old');
    await Promise.all(['a'.repeat(1e6), 'b'.repeat(1e6), 'c'.repeat(1e6)].map((text) => writeAtomic(file, text)));
    assert.match(fs.readFileSync(file, 'utf8'), /^(a{1000000}|b{1000000}|c{1000000})$/);
    assert.deepEqual(fs.readdirSync(folder()), ['x.json']);
  });

  it('says so when a folder cannot be written to, and the old file stands', async () => {
    fs.writeFileSync(path.join(folder(), 'file'), 'old');
    await assert.rejects(writeAtomic(path.join(folder(), 'file', 'x'), 'new'), { code: 'run.not-writable' });
    await assert.rejects(RunFolder.create(path.join(folder(), 'file'), 'a'), { code: 'run.not-writable' });
    assert.equal(fs.readFileSync(path.join(folder(), 'file'), 'utf8'), 'old');
    assert.deepEqual(fs.readdirSync(folder()), ['file']);
  });
});

describe('event log writer', () => {
  const folder = useFolder();
  const event = (step: number): RunEvent => ({ type: 'resume', time: 1, step });

  it('goes on after a torn line without losing an event', () => {
    const file = path.join(folder(), 'events.jsonl');
    fs.writeFileSync(file, `${JSON.stringify(event(1))}\n{"type":"resu`);
    for (const step of [2, 3]) {
      const log = new EventLogWriter(file);
      log.append(event(step));
      log.close();
    }
    assert.deepEqual(new EventLogReader().read(fs.readFileSync(file, 'utf8')), [event(1), event(2), event(3)]);
  });

  it('names a full disk', function () {
    if (!fs.existsSync('/dev/full')) this.skip();
    const log = new EventLogWriter('/dev/full');
    assert.throws(() => log.append(event(1)), { code: 'run.disk-full' });
    log.close();
  });
});
