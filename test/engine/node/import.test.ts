import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Evaluation } from '../../../engine/contracts/events';
import type { RunSummary } from '../../../engine/contracts/view';
import { encodeNpz } from '../../../engine/run/npz';
import { decodeSafetensors, encodeSafetensors } from '../../../engine/run/safetensors';
import { pythonWithTorch } from '../support/python';
import { useCommandLine } from './support/command-line';
import { useFolder } from './support/folders';

const experiment = {
  data: { path: 'text.txt', split: [0.8, 0.1, 0.1] },
  model: { kind: 'recurrent', cell: { kind: 'gru', units: 8 } },
  train: { epochs: 1, batch: 4, window: 16 },
};

describe('importing weights', function () {
  this.timeout(120_000);
  const commandLine = useCommandLine();
  const folder = useFolder();
  const seqlab = (...args: string[]) => commandLine.run(folder(), ...args);
  const file = (name: string) => path.join(folder(), name);

  beforeEach(async () => {
    fs.mkdirSync(file('.seqlab'));
    fs.writeFileSync(file('text.txt'), 'It was the best of times, it was the worst of times. '.repeat(60));
    fs.writeFileSync(file('text.seqlab.json'), JSON.stringify(experiment));
    const trained = await seqlab('train', 'text.seqlab.json');
    assert.equal(trained.status, 0, trained.stderr);
    const exported = await seqlab('export', 'text-1', '--format', 'safetensors', '--out', 'weights.safetensors');
    assert.equal(exported.status, 0, exported.stderr);
  });

  const weights = () => decodeSafetensors(fs.readFileSync(file('weights.safetensors')), 'weights').tensors;

  async function imported(...args: string[]): Promise<string> {
    const { status, stdout, stderr } = await seqlab('import', 'text.seqlab.json', ...args, '--json');
    assert.equal(status, 0, stderr);
    return (JSON.parse(stdout) as { run: string }).run;
  }

  async function evaluationOf(run: string): Promise<Evaluation> {
    const { status, stdout, stderr } = await seqlab('evaluate', run, '--json');
    assert.equal(status, 0, stderr);
    return JSON.parse(stdout) as Evaluation;
  }

  it('gives the same evaluation, from safetensors and from npz', async () => {
    fs.writeFileSync(file('weights.npz'), encodeNpz(weights()));
    const before = await evaluationOf('text-1');
    for (const name of ['weights.safetensors', 'weights.npz']) {
      const run = await imported(name);
      assert.deepEqual(await evaluationOf(run), before, name);
      const record = JSON.parse(fs.readFileSync(path.join(run, 'run.json'), 'utf8')) as { origin: string };
      assert.equal(record.origin, 'imported');
    }
  });

  it('takes what PyTorch and NumPy save in other types', async () => {
    const script = `import numpy as np, sys
a = np.load(sys.argv[1])
np.savez_compressed(sys.argv[2], **{n: np.asfortranarray(a[n].astype(np.float64)) for n in a.files})`;
    fs.writeFileSync(file('weights.npz'), encodeNpz(weights()));
    execFileSync(pythonWithTorch(), ['-c', script, file('weights.npz'), file('wide.npz')]);
    assert.deepEqual(await evaluationOf(await imported('wide.npz')), await evaluationOf('text-1'));
  });

  it('makes a run that training goes on from', async () => {
    const run = await imported('weights.safetensors');
    const summary = JSON.parse(fs.readFileSync(path.join(run, 'summary.json'), 'utf8')) as RunSummary;
    assert.equal(summary.status, 'imported');
    const { status, stderr } = await seqlab('train', run, '--resume');
    assert.equal(status, 0, stderr);
    const [before, after] = [await evaluationOf('text-1'), await evaluationOf(run)];
    assert.ok(after.loss < before.loss, `${after.loss} after training on, ${before.loss} before`);
  });

  it('lists every name that is missing, left over or of another shape, and makes no run', async () => {
    const tensors = new Map(weights());
    const head = tensors.get('head.weight');
    assert.ok(head);
    tensors.delete('head.weight');
    tensors.delete('rnn.bias_hh_l0');
    tensors.set('fc.weight', head);
    tensors.set('head.bias', { shape: [2], data: Float32Array.of(1, 2) });
    fs.writeFileSync(file('other.safetensors'), encodeSafetensors({ tensors, metadata: {} }));
    const { status, stderr } = await seqlab('import', 'text.seqlab.json', 'other.safetensors');
    assert.equal(status, 2);
    assert.match(stderr, /Missing: rnn\.bias_hh_l0, head\.weight\./);
    assert.match(stderr, /Of another shape: head\.bias \[2\] ≠ \[\d+\]\./);
    assert.match(stderr, /Not in the model: fc\.weight\./);
    assert.deepEqual(fs.readdirSync(file('.seqlab/runs')), ['text-1']);
  });

  it('says nothing of lists that are empty, and names the file once', async () => {
    const tensors = new Map(weights());
    tensors.delete('head.weight');
    fs.writeFileSync(file('less.safetensors'), encodeSafetensors({ tensors, metadata: {} }));
    const { status, stderr } = await seqlab('import', 'text.seqlab.json', 'less.safetensors');
    assert.equal(status, 2);
    assert.match(stderr, /do not fit the model\. Missing: head\.weight\. Change the model/);
    assert.equal(stderr.split('less.safetensors').length, 2, stderr);
  });

  it('says of a file of another kind which kinds there are', async () => {
    fs.writeFileSync(file('tags.conll'), 'the DT\ndog NN\n\n'.repeat(20));
    const { status, stderr } = await seqlab('import', 'text.seqlab.json', 'tags.conll');
    assert.equal(status, 2);
    assert.match(stderr, /tags\.conll holds no weights: it is neither a \.safetensors nor an \.npz file/);
  });

  it('leaves out what the model has no place for only when told to', async () => {
    const tensors = new Map(weights()).set('extra', { shape: [1], data: Float32Array.of(1) });
    fs.writeFileSync(file('more.safetensors'), encodeSafetensors({ tensors, metadata: {} }));
    const refused = await seqlab('import', 'text.seqlab.json', 'more.safetensors');
    assert.equal(refused.status, 2);
    assert.match(refused.stderr, /no place for these weights of .*more\.safetensors: extra\./);
    await imported('more.safetensors', '--ignore-surplus');
  });

  it('refuses damaged and absent files', async () => {
    fs.writeFileSync(file('cut.safetensors'), fs.readFileSync(file('weights.safetensors')).subarray(0, 500));
    for (const name of ['cut.safetensors', 'absent.npz', 'text.txt']) {
      const { status, stderr } = await seqlab('import', 'text.seqlab.json', name);
      assert.equal(status, 2, stderr);
      assert.ok(stderr.includes(name), stderr);
    }
  });
});
