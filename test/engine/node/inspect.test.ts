import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { inspectionFileSchema } from '../../../engine/catalog/inspection-file';
import { pythonWithTorch } from '../support/python';
import { useCommandLine } from './support/command-line';
import { useFolder } from './support/folders';

const text = 'It was the best of times, it was the worst of times. '.repeat(60);

const table = ['date,sun,rain']
  .concat(Array.from({ length: 90 }, (_, i) => `${new Date(i * 864e5).toISOString().slice(0, 10)},${i % 7},${i % 3}`))
  .join('\n');

const textExperiment = {
  data: { path: 'text.txt', split: [0.8, 0.1, 0.1] },
  model: { kind: 'recurrent', cell: { kind: 'lstm', units: 8 }, layers: 2 },
  train: { epochs: 2, batch: 4, window: 16, keepCheckpoints: 2 },
};

const tableExperiment = {
  data: { path: 'table.csv', split: [0.6, 0.2, 0.2] },
  task: { kind: 'forecasting', window: 7, horizon: 2 },
  model: { kind: 'recurrent', cell: { kind: 'gru', units: 8 } },
  train: { epochs: 1, batch: 8 },
};

describe('seqlab inspect', function () {
  this.timeout(120_000);
  const commandLine = useCommandLine();
  const folder = useFolder();
  const seqlab = (...args: string[]) => commandLine.run(folder(), ...args);
  const file = (name: string) => path.join(folder(), name);
  const inspected = (name: string) => inspectionFileSchema.parse(JSON.parse(fs.readFileSync(file(name), 'utf8')));
  const inspect = async (...args: string[]) => {
    const { status, stdout, stderr } = await seqlab('inspect', ...args);
    assert.equal(status, 0, stderr);
    return stdout;
  };

  beforeEach(async () => {
    fs.mkdirSync(file('.seqlab'));
    fs.writeFileSync(file('text.txt'), text);
    fs.writeFileSync(file('table.csv'), table);
    fs.writeFileSync(file('text.seqlab.json'), JSON.stringify(textExperiment));
    fs.writeFileSync(file('table.seqlab.json'), JSON.stringify(tableExperiment));
    for (const name of ['text', 'table']) {
      const { status, stderr } = await seqlab('train', `${name}.seqlab.json`);
      assert.equal(status, 0, stderr);
    }
  });

  it('writes JSON that keeps to its schema: a text, at any kept checkpoint', async () => {
    await inspect('text-1', '--text', 'the worst', '--out', 'best.json');
    const best = inspected('best.json');
    assert.deepEqual(best.sides.source, Array.from('the worst'));
    const forget = best.traces.find(({ name }) => name === 'rnn.l1.f');
    assert.deepEqual(forget?.shape, [9, 1, 8]);
    assert.equal(forget?.values.length, 72);
    assert.ok(forget?.values.every((value) => value !== null && value > 0 && value < 1));

    const [early, late] = fs
      .readdirSync(file('.seqlab/runs/text-1/checkpoints'))
      .map((name) => parseInt(name, 10))
      .sort((a, b) => a - b);
    const at = async (checkpoint: string) => {
      await inspect('text-1', '--text', 'the worst', '--checkpoint', checkpoint, '--out', `${checkpoint}.json`);
      return inspected(`${checkpoint}.json`);
    };
    const first = await at(String(early));
    assert.equal(first.step, early);
    assert.notDeepEqual(first.traces, best.traces);
    const [second, last] = [await at(String(late)), await at('last')];
    assert.deepEqual(second.traces, last.traces);
  });

  it('writes .npz that NumPy reads: a stretch of the data', async () => {
    await inspect('text-1', '--split', 'test', '--from', '3', '--length', '20', '--out', 'a.npz');
    await inspect('text-1', '--split', 'test', '--from', '3', '--length', '20', '--out', 'a.json');
    const { traces, sides } = inspected('a.json');
    const test = text.slice(-Math.floor(text.length * 0.1)).length;
    assert.ok(test > 23);
    assert.equal(sides.source?.length, 20);
    assert.ok(text.includes(sides.source?.join('') ?? '?'));
    const script = [
      'import json, sys, numpy',
      'arrays = numpy.load(sys.argv[1])',
      'print(json.dumps({name: [list(arrays[name].shape), str(arrays[name].dtype), float(numpy.nansum(arrays[name]))] for name in arrays.files}))',
    ].join('\n');
    const { stdout, stderr } = spawnSync(pythonWithTorch(), ['-c', script, file('a.npz')], { encoding: 'utf8' });
    assert.equal(stderr, '');
    const arrays = JSON.parse(stdout) as Record<string, [number[], string, number]>;
    assert.deepEqual(Object.keys(arrays).sort(), traces.map(({ name }) => name).sort());
    for (const { name, steps, columns, values } of traces) {
      const [shape, type, sum] = arrays[name];
      assert.deepEqual([shape, type], [[steps, columns], 'float32'], name);
      const expected = values.reduce<number>((total, value) => total + (value ?? 0), 0);
      assert.ok(Math.abs(sum - expected) < 1e-3 * (1 + Math.abs(expected)), `${name}: ${sum} is not ${expected}`);
    }
  });

  it('reads rows of a table, however many', async () => {
    const rows = table.split('\n');
    fs.writeFileSync(file('rows.csv'), [rows[0], ...rows.slice(5, 17)].join('\n'));
    const { stdout } = await seqlab('inspect', 'table-1', '--input', 'rows.csv', '--out', 'rows.json');
    assert.match(stdout, /^loss .*not known$/m, 'what comes behind the rows');
    const { sides, traces } = inspected('rows.json');
    assert.deepEqual(sides.source?.slice(0, 2), ['1970-01-05', '1970-01-06']);
    assert.equal(sides.source?.length, 12);
    assert.deepEqual(traces.find(({ name }) => name === 'input.x')?.columnNames, ['sun', 'rain']);
    assert.deepEqual(traces.find(({ name }) => name === 'head.y')?.columnNames, [
      'sun 1970-01-17',
      'rain 1970-01-17',
      'sun 1970-01-18',
      'rain 1970-01-18',
    ]);
    assert.deepEqual(traces.find(({ name }) => name === 'rnn.l0.z')?.shape, [12, 1, 8]);
  });

  it('reads text with gaps, and sentences with their tags', async () => {
    const train = { steps: 10, batch: 4, window: 16 };
    const cloze = { data: { path: 'text.txt' }, task: { kind: 'cloze' }, train };
    const tagging = { data: { path: 'tags.conll' }, task: { kind: 'tagging' }, train };
    fs.writeFileSync(file('cloze.seqlab.json'), JSON.stringify(cloze));
    fs.writeFileSync(file('tags.seqlab.json'), JSON.stringify(tagging));
    const sentences = Array.from({ length: 40 }, (_, i) => `the DT\nworst JJ\nof IN\n${i} CD\ntimes NN\n`);
    fs.writeFileSync(file('tags.conll'), sentences.join('\n'));
    for (const name of ['cloze', 'tags']) {
      const { status, stderr } = await seqlab('train', `${name}.seqlab.json`);
      assert.equal(status, 0, stderr);
    }
    await inspect('cloze-1', '--text', 'w_rst', '--out', 'cloze.json');
    const gaps = inspected('cloze.json');
    assert.deepEqual([gaps.hidden, gaps.sides.source], [[1], ['w', '_', 'r', 's', 't']]);
    assert.deepEqual(gaps.traces.find(({ name }) => name === 'rnn.l0_reverse.h')?.shape.slice(0, 2), [5, 1]);
    await inspect('tags-1', '--text', 'the times', '--target', 'DT NN', '--out', 'tags.json');
    const tagged = inspected('tags.json');
    assert.deepEqual(tagged.sides, { source: ['the ', 'times'] });
    const untold = await inspect('tags-1', '--text', 'the times', '--out', 'untold.json');
    assert.match(untold, /^loss +loss  2 x 1  not known$/m);
    assert.ok(tagged.traces.find(({ name }) => name === 'loss')?.values.every((value) => value !== null && value > 0));
  });

  it('says what is wrong', async () => {
    const refused = async (expected: RegExp, ...args: string[]) => {
      const { status, stderr } = await seqlab('inspect', ...args);
      assert.match(stderr, expected);
      assert.equal(status, 2, stderr);
    };
    await refused(/one input/, 'text-1', '--out', 'a.json');
    await refused(/one input/, 'text-1', '--text', 'a', '--split', 'test', '--out', 'a.json');
    await refused(/\.json or an \.npz/, 'text-1', '--text', 'a', '--out', 'a.txt');
    await refused(/no checkpoint 7\b/, 'text-1', '--text', 'a', '--checkpoint', '7', '--out', 'a.json');
    await refused(/best, last/, 'text-1', '--text', 'a', '--checkpoint', 'worst', '--out', 'a.json');
    await refused(/input is empty/, 'text-1', '--text', '', '--out', 'a.json');
    await refused(/20000/, 'text-1', '--text', 'a'.repeat(20_001), '--out', 'a.json');
    assert.deepEqual(
      fs.readdirSync(folder()).filter((name) => name.startsWith('a.')),
      [],
    );
  });
});
