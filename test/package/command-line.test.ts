import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { installOnnxruntime } from '../host/install-onnxruntime';
import { root } from '../host/places';
import { useFolder } from '../engine/node/support/folders';

/** The bundle that ships: what webpack made of the sources is seen nowhere else. */
describe('the packaged command line', () => {
  const folder = useFolder();

  const seqlab = (variables: Readonly<Record<string, string>>, ...args: string[]) =>
    spawnSync(process.execPath, [path.join(root, 'dist/seqlab.js'), ...args], {
      cwd: folder(),
      encoding: 'utf8',
      env: { ...process.env, ...variables },
    });

  it('exports to ONNX, and compares with ONNX Runtime where there is one', function () {
    this.timeout(300_000);
    const runtime = installOnnxruntime();
    fs.writeFileSync(path.join(folder(), 'text.txt'), 'the cat sat on the mat.\n'.repeat(100));
    const experiment = {
      data: { path: 'text.txt' },
      model: { cell: { kind: 'lstm', units: 8 } },
      train: { steps: 5, batch: 4, window: 8 },
    };
    fs.writeFileSync(path.join(folder(), 'small.seqlab.json'), JSON.stringify(experiment));
    const trained = seqlab({}, 'train', 'small.seqlab.json');
    assert.equal(trained.status, 0, trained.stderr);

    const exported = ['export', 'small-1', '--format', 'onnx', '--out', 'out/net.onnx'];
    const compared = seqlab({ SEQUENCE_LAB_ONNXRUNTIME: runtime }, ...exported);
    assert.equal(compared.status, 0, compared.stderr);
    assert.match(compared.stderr, /^Executed in onnxruntime-node [\d.]+: differs by \d\.\de-\d+ at most/);
    assert.deepEqual(
      compared.stdout
        .trim()
        .split('\n')
        .map((file) => path.basename(file)),
      ['net.onnx', 'net.stateful.onnx', 'net.parity.md'],
    );
    const report = fs.readFileSync(path.join(folder(), 'out/net.parity.md'), 'utf8');
    assert.match(report, /The export gives what Sequence Lab gives\./);

    const alone = seqlab({ SEQUENCE_LAB_ONNXRUNTIME: folder() }, ...exported);
    assert.equal(alone.status, 0, alone.stderr);
    assert.match(alone.stderr, /^Not executed here\. .*npm install onnxruntime-node/);
    assert.match(fs.readFileSync(path.join(folder(), 'out/net.parity.md'), 'utf8'), /Not executed here/);
  });
});
