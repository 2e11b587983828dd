import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { promisify } from 'node:util';
import type { Evaluation } from '../../../engine/contracts/events';
import { useCommandLine } from '../node/support/command-line';
import { useFolder } from '../node/support/folders';
import { pythonWithTorch } from '../support/python';

const run = promisify(execFile);

const words = ['the cat', 'a dog', 'my old aunt', 'nobody', 'the 象 of the zoo'];
const text = Array.from({ length: 400 }, (_, i) => `${words[(i * i) % 5]} saw ${words[(i * 3 + 1) % 4]}.\r\n`).join('');

const day = (i: number) => new Date(Date.UTC(2021, 0, 1 + i)).toISOString().slice(0, 10);
const table = ['date;place;sun;rain']
  .concat(
    Array.from({ length: 300 }, (_, i) => {
      const rain = i % 40 === 7 ? 'NA' : ((i * 7) % 11) / 10;
      return `${day(Math.floor(i / 2))};${i % 2 ? 'north' : 'south'};${(3 + 2 * Math.sin(i / 5)).toFixed(3)};${rain}`;
    }).toReversed(),
  )
  .join('\n');

const experiments = {
  characters: {
    data: { path: 'text.txt', split: [0.8, 0.1, 0.1], vocabulary: 20 },
    task: { kind: 'language-model' },
    model: { kind: 'recurrent', cell: { kind: 'lstm', units: 12 }, layers: 2, embedding: 7 },
    train: { epochs: 1, batch: 6, window: 20 },
  },
  table: {
    data: { path: 'table.csv', split: [0.6, 0.2, 0.2], group: 'place', missing: { policy: 'interpolate' } },
    task: { kind: 'forecasting', window: 8, horizon: 3 },
    model: { kind: 'recurrent', cell: { kind: 'gru', units: 9 }, bidirectional: true, pool: 'last' },
    train: { epochs: 2, batch: 16, schedule: { kind: 'cosine' } },
  },
} as const;

describe('PyTorch project', function () {
  this.timeout(300_000);
  const commandLine = useCommandLine();
  const folder = useFolder();
  const python = (...args: string[]) => run(pythonWithTorch(), args, { cwd: path.join(folder(), 'project') });

  async function seqlab(...args: string[]): Promise<string> {
    const { status, stdout, stderr } = await commandLine.run(folder(), ...args);
    assert.equal(status, 0, stderr);
    return stdout;
  }

  for (const [name, experiment] of Object.entries(experiments)) {
    it(`evaluates as we do, and trains on in two processes from our loss (${name})`, async () => {
      fs.mkdirSync(path.join(folder(), '.seqlab'));
      fs.writeFileSync(path.join(folder(), 'text.txt'), text);
      fs.writeFileSync(path.join(folder(), 'table.csv'), table);
      fs.writeFileSync(path.join(folder(), `${name}.seqlab.json`), JSON.stringify(experiment));
      await seqlab('train', `${name}.seqlab.json`);
      await seqlab('export', `${name}-1`, '--format', 'pytorch', '--out', 'project');
      const ours = async (part: string) =>
        JSON.parse(await seqlab('evaluate', `${name}-1`, '--split', part, '--json')) as Evaluation;
      const data = ['--data', path.join(folder(), experiment.data.path)];

      const { stdout } = await python('evaluate.py', ...data, '--part', 'test');
      const theirs = JSON.parse(stdout) as Record<string, number>;
      const { loss, metrics } = await ours('test');
      for (const [metric, value] of Object.entries({ loss, ...metrics })) {
        const difference = Math.abs(theirs[metric] - value) / (1 + Math.abs(value));
        assert.ok(difference < 1e-4, `${metric}: ${theirs[metric]} there, ${value} here`);
      }

      const trained = await python('launch.py', '--processes', '2', 'train.py', ...data, '--epochs', '3');
      const losses = [...trained.stdout.matchAll(/^step \d+ {2}validation: loss (\S+)/gm)].map(([, value]) =>
        Number(value),
      );
      assert.equal(losses.length, 4, trained.stdout + trained.stderr);
      const before = (await ours('validation')).loss;
      assert.ok(Math.abs(losses[0] - before) < 1e-4 * (1 + before), `${losses[0]} there, ${before} here`);
      assert.ok(losses[3] < losses[0], losses.join(', '));

      const imported = await seqlab('import', `${name}.seqlab.json`, 'project/trained.safetensors', '--json');
      const back = JSON.parse(
        await seqlab('evaluate', (JSON.parse(imported) as { run: string }).run, '--split', 'validation', '--json'),
      ) as Evaluation;
      assert.ok(
        Math.abs(back.loss - Math.min(...losses)) < 1e-4 * (1 + back.loss),
        `${back.loss}, ${losses.join(', ')}`,
      );
    });
  }
});
