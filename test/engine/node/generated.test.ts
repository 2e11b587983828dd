import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { RunFolder } from '../../../engine/node/run-folder';
import { trainRun } from '../../../engine/node/train-run';
import { TrainedRun } from '../../../engine/node/trained-run';
import { useFolder } from './support/folders';

const experiments = {
  adding: {
    data: { generate: { kind: 'adding', length: 8, sequences: 60 }, split: [0.6, 0.2, 0.2] },
    model: { kind: 'recurrent', cell: { kind: 'gru', units: 6 } },
  },
  'copy-memory': {
    data: { generate: { kind: 'copy-memory', length: 2, delay: 3, sequences: 60 }, split: [0.6, 0.2, 0.2] },
    model: { kind: 'recurrent', cell: { kind: 'gru', units: 6 }, bidirectional: false },
  },
};

describe('runs on generated data', function () {
  this.timeout(60_000);
  const folder = useFolder();

  async function trained(experiment: object, name: string): Promise<string> {
    const file = path.join(folder(), `${name}.seqlab.json`);
    fs.writeFileSync(file, JSON.stringify({ ...experiment, train: { steps: 10, batch: 4, seed: 3 } }));
    let run = '';
    const runs = path.join(folder(), 'runs');
    await trainRun({ experiment: file, runs, roots: [folder()], onCreated: (created) => (run = created) });
    return run;
  }

  for (const [name, experiment] of Object.entries(experiments)) {
    it(`are the same each time, are evaluated, and are looked into without a file: ${name}`, async () => {
      const [first, second] = [await trained(experiment, 'first'), await trained(experiment, 'second')];
      const weights = (run: string) => fs.readFileSync(path.join(run, 'last.safetensors'));
      assert.deepEqual(weights(first), weights(second));
      const run = await TrainedRun.open(await RunFolder.open(first));
      assert.deepEqual(run.data.files, []);
      assert.deepEqual(run.experiment.data.path, undefined);
      const evaluation = await run.evaluate('test', { roots: [] }, {});
      assert.ok(evaluation.count > 0 && Number.isFinite(evaluation.loss));
      const input = { kind: 'part', part: 'test', from: 0, length: 100 } as const;
      const example = await run.withExamples({ roots: [] }, (examples) => examples.of(input));
      // The sum stands in the row after the numbers: it is predicted, neither read nor rolled out.
      assert.equal(example.batches.shape.time, name === 'adding' ? 8 : 7);
      assert.ok(example.batches.predictions > 0);
      assert.equal(example.feedback, undefined);
    });
  }

  it('are evaluated on files of the same columns', async () => {
    const run = await TrainedRun.open(await RunFolder.open(await trained(experiments.adding, 'first')));
    const file = path.join(folder(), 'own.csv');
    const rows = Array.from({ length: 9 }, (_, t) => `a,0.5,${t === 1 || t === 5 ? 1 : 0},1`);
    fs.writeFileSync(file, ['sequence,value,mark,sum', ...rows].join('\n'));
    const evaluation = await run.evaluate('test', { roots: [folder()], file }, {});
    assert.deepEqual([evaluation.part, evaluation.count], ['file', 1]);
  });
});
