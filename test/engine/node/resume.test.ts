import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { CheckpointEvent, RunEvent, ValidationEvent } from '../../../engine/contracts/events';
import { stopOwner } from '../../../engine/node/endpoint';
import { readOwner } from '../../../engine/node/owner';
import { RunFolder } from '../../../engine/node/run-folder';
import { EventLogReader } from '../../../engine/run/log';
import { decodeSafetensors } from '../../../engine/run/safetensors';
import { useFolder } from './support/folders';
import { folderOf, startRun, until } from './support/processes';

/** A text that a small network learns something of, from a fixed recurrence. */
function text(length: number): string {
  let state = 7;
  const words = ['whale', 'sea', 'ship', 'the', 'a', 'of', 'and', 'white', 'harpoon', 'deep'];
  let result = '';
  while (result.length < length) {
    state = (state * 1103515245 + 12345) % 2147483648;
    result += `${words[state % words.length]} `;
  }
  return result.slice(0, length);
}

const experiment = {
  data: { path: 'text.txt', split: [0.8, 0.2, 0] },
  task: { kind: 'language-model' },
  model: { kind: 'recurrent', cell: { kind: 'gru', units: 12 }, layers: 2, dropout: 0.2 },
  train: {
    epochs: 2,
    batch: 4,
    window: 8,
    seed: 5,
    backend: 'reference',
    schedule: { kind: 'plateau', factor: 0.5, patience: 0, minimum: 0.01 },
    validateEvery: 70,
    checkpointSeconds: 0.05,
    keepCheckpoints: 2,
  },
};

function eventsOf(folder: string): RunEvent[] {
  const file = path.join(folder, 'events.jsonl');
  return fs.existsSync(file) ? new EventLogReader().read(fs.readFileSync(file, 'utf8')) : [];
}

function checkpointSteps(folder: string): number[] {
  return eventsOf(folder)
    .filter((event): event is CheckpointEvent => event.type === 'checkpoint')
    .map(({ step }) => step);
}

function tensorsOf(folder: string, file: string) {
  const { tensors, metadata } = decodeSafetensors(fs.readFileSync(path.join(folder, file)), file);
  return {
    metadata,
    tensors: Object.fromEntries([...tensors].map(([name, { shape, data }]) => [name, { shape, data }])),
  };
}

describe('a run that was killed', function () {
  this.timeout(120_000);
  const folder = useFolder();

  function write(train: Partial<typeof experiment.train> = {}): { experiment: string; runs: string; roots: string[] } {
    fs.writeFileSync(path.join(folder(), 'text.txt'), text(16_000));
    const file = path.join(folder(), 'small.seqlab.json');
    fs.writeFileSync(file, JSON.stringify({ ...experiment, train: { ...experiment.train, ...train } }));
    return { experiment: file, runs: path.join(folder(), '.seqlab', 'runs'), roots: [folder()] };
  }

  const variants = {
    reference: [{ backend: 'reference' }, [1]],
    simd: [{ backend: 'simd', epochs: 8 }, [1]],
    // Large enough to be shared out.
    'simd, two threads, then one, then two': [{ backend: 'simd', epochs: 200, batch: 64, window: 32 }, [2, 1]],
  } as const;
  for (const [title, [train, threads]] of Object.entries(variants)) {
    it(`ends, after several kills in the middle of an epoch, with the tensors of one that was not: ${title}`, async () => {
      const order = { ...write(train), threads: threads[0] };
      const whole = await startRun({ ...order, threads: 1 });
      assert.equal(await whole.ended, 0);
      const expected = folderOf(whole);

      let killed = await startRun(order);
      const run = folderOf(killed);
      assert.notEqual(run, expected);
      for (let kill = 0; kill < 3; kill++) {
        const before = checkpointSteps(run).length;
        await until(() => checkpointSteps(run).length >= before + 2, 'two more checkpoints');
        const [last] = checkpointSteps(run).slice(-1);
        await until(() => eventsOf(run).some((event) => event.type === 'step' && event.step > last), 'a later step');
        killed.child.kill('SIGKILL');
        assert.equal(await killed.ended, 'SIGKILL');
        const view = (await (await RunFolder.open(run)).reduce()).view(false);
        assert.equal(view.status, 'interrupted');
        assert.equal(view.resumable, true);
        killed = await startRun({ resume: run, roots: order.roots, threads: threads[(kill + 1) % threads.length] });
        assert.equal(folderOf(killed), run);
      }
      assert.equal(await killed.ended, 0);

      assert.equal(eventsOf(run).filter(({ type }) => type === 'resume').length, 3);
      for (const file of ['last.safetensors', 'best.safetensors']) {
        assert.deepEqual(tensorsOf(run, file), tensorsOf(expected, file), file);
      }
      assert.deepEqual(
        fs.readdirSync(path.join(run, 'checkpoints')),
        fs.readdirSync(path.join(expected, 'checkpoints')),
      );
      const losses = async (name: string) => {
        const { validations } = (await (await RunFolder.open(name)).reduce()).view(false);
        return validations.map(({ step, loss, metrics, best, sample }: ValidationEvent) => ({
          step,
          loss,
          metrics,
          best,
          sample,
        }));
      };
      assert.deepEqual(await losses(run), await losses(expected));
      assert.equal(JSON.parse(fs.readFileSync(path.join(run, 'summary.json'), 'utf8')).status, 'finished');
      assert.equal(fs.existsSync(path.join(run, 'owner.json')), false);
      assert.equal(fs.readFileSync(path.join(folder(), '.seqlab', '.gitignore'), 'utf8'), '*\n');
    });
  }

  it('stops on request with everything saved, goes on, and saves on a signal', async () => {
    const order = write();
    const started = await startRun(order);
    const run = await RunFolder.open(folderOf(started));
    await until(() => eventsOf(run.path).some(({ type }) => type === 'step'), 'a step');
    await assert.rejects(startRun({ resume: run.path, roots: order.roots }).then(folderOf), /run-folder.owned/);
    const owner = await readOwner(run);
    assert.ok(owner);
    await assert.rejects(stopOwner({ ...owner, token: 'guess' }), { code: 'run.wrong-token' });
    await stopOwner(owner);
    assert.equal(await readOwner(run), undefined);
    assert.equal(await started.ended, 0);
    assert.equal(fs.existsSync(owner.endpoint), false);
    const stopped = (await run.reduce()).view(false);
    assert.equal(stopped.status, 'stopped');
    assert.equal(stopped.checkpointStep, stopped.step);

    const again = await startRun({ resume: run.path, roots: order.roots });
    assert.equal(folderOf(again), run.path);
    await until(
      () => eventsOf(run.path).some(({ type }, i, all) => type === 'step' && all[i - 1].type === 'resume'),
      'a step',
    );
    again.child.kill('SIGTERM');
    await again.ended;
    const ended = (await run.reduce()).view(false);
    assert.equal(ended.status, 'interrupted');
    assert.ok(ended.step > stopped.step);
    assert.equal(ended.checkpointStep, ended.step);
  });

  it('refuses to go on with other data, and to go on when it is finished', async () => {
    const order = write();
    const started = await startRun({ ...order });
    const run = folderOf(started);
    started.child.kill('SIGKILL');
    await started.ended;
    fs.appendFileSync(path.join(folder(), 'text.txt'), 'more');
    const changed = await startRun({ resume: run, roots: order.roots });
    assert.ok('problem' in changed.answer);
    assert.equal(changed.answer.problem.code, 'data.changed');
    assert.equal(await changed.ended, 2);
    fs.appendFileSync(path.join(run, 'events.jsonl'), '{"type":"end","time":1,"step":1,"reason":"finished"}\n');
    const finished = await startRun({ resume: run, roots: order.roots });
    assert.ok('problem' in finished.answer);
    assert.equal(finished.answer.problem.code, 'run-folder.finished');
    await finished.ended;
  });

  it('keeps what was saved when the disk fills up, and goes on once there is space', async function () {
    if (process.platform === 'win32') this.skip();
    const order = write();
    const started = await startRun(order);
    const run = await RunFolder.open(folderOf(started));
    const owner = await readOwner(run);
    assert.ok(owner);
    await until(() => checkpointSteps(run.path).length > 1, 'a checkpoint');
    await stopOwner(owner);
    await started.ended;
    const before = fs.readFileSync(run.file('last.safetensors'));
    const full = await startRun({ resume: run.path, roots: order.roots }, Math.floor((before.length * 0.9) / 512));
    assert.equal(await full.ended, 1);
    assert.deepEqual(fs.readFileSync(run.file('last.safetensors')), before);
    assert.deepEqual(
      fs.readdirSync(run.path).filter((name) => name.endsWith('.tmp')),
      [],
    );
    const failed = (await run.reduce()).view(false);
    assert.equal(failed.status, 'failed');
    assert.equal(failed.problem?.code, 'run.write-failed');
    const again = await startRun({ resume: run.path, roots: order.roots });
    assert.equal(await again.ended, 0);
    assert.equal((await run.reduce()).view(false).status, 'finished');
  });
});
