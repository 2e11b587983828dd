import assert from 'node:assert/strict';
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { type BirpcReturn, createBirpc } from 'birpc';
import type { ProblemValue } from '../../../engine/contracts/problem';
import { romanNumerals } from '../../../engine/node/samples/roman-numerals';
import { trainRun } from '../../../engine/node/train-run';
import type { EngineListener, EngineService } from '../../../engine/protocol/service';
import { decodeSafetensors } from '../../../engine/run/safetensors';
import { useFolder } from './support/folders';

const script = path.join(__dirname, 'support/service.cjs');

const smallText = 'the quick brown fox jumps over the lazy dog, and the dog sleeps on.\n'.repeat(60);
const smallTable = [
  'day,warm,cold,sky',
  ...Array.from({ length: 120 }, (_, i) => {
    const date = new Date(Date.UTC(2024, 0, 1 + i)).toISOString().slice(0, 10);
    return `${date},${(10 + 5 * Math.sin(i / 5)).toFixed(2)},${(2 + Math.cos(i / 5)).toFixed(2)},grey`;
  }),
].join('\n');

describe('the engine service', () => {
  const folder = useFolder();
  const file = (name: string) => path.join(folder(), name);
  const write = (name: string, content: string) => {
    fs.writeFileSync(file(name), content);
    return file(name);
  };

  let child: ChildProcess;
  let service: BirpcReturn<EngineService, EngineListener>;
  const pieces: [string, string][] = [];
  const fractions: number[] = [];

  before(() => {
    child = fork(script, { execArgv: [], serialization: 'advanced', stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    const listener: EngineListener = {
      piece: (id, text) => void pieces.push([id, text]),
      progress: (_id, fraction) => void fractions.push(fraction),
    };
    service = createBirpc<EngineService, EngineListener>(listener, {
      post: (message) => child.send(message as object),
      on: (receive) => child.on('message', receive),
      timeout: -1,
    });
  });

  after(async () => {
    const ended = once(child, 'exit');
    child.disconnect();
    assert.deepEqual(await ended, [0, null], 'it ends when its parent goes');
    service.$close();
  });

  beforeEach(() => {
    pieces.length = 0;
    fractions.length = 0;
  });

  async function trained(name: string, data: string, content: string, rest: object): Promise<string> {
    write(data, content);
    const experiment = write(name, JSON.stringify({ data: { path: data, split: [0.7, 0.15, 0.15] }, ...rest }));
    let run = '';
    const end = await trainRun({
      experiment,
      runs: file('runs'),
      roots: [folder()],
      onCreated: (created) => (run = created),
    });
    assert.equal(end.reason, 'finished');
    return run;
  }

  const cell = { kind: 'gru', units: 8 };
  const trainText = () =>
    trained('text.seqlab.json', 'text.txt', smallText, {
      model: { kind: 'recurrent', cell },
      train: { steps: 40, batch: 4, window: 16 },
    });
  const trainTable = () =>
    trained('table.seqlab.json', 'table.csv', smallTable, {
      task: { kind: 'forecasting', window: 7, horizon: 3 },
      model: { kind: 'recurrent', cell },
      train: { steps: 40, batch: 8 },
    });

  it('checks the unsaved text of an editor', async () => {
    const request = { file: file('a.seqlab.json'), roots: [folder()], deep: false };
    const good = await service.check({ ...request, text: '{ "data": { "path": "a.csv" } }' });
    assert.deepEqual(good.problems, []);
    assert.equal(good.experiment?.task.kind, 'forecasting');
    const bad = await service.check({ ...request, text: '{\n  "data": { "path": "a.csv" },\n  "trian": {}\n}' });
    assert.deepEqual(bad.problems, [
      {
        code: 'config.unknown-key-guess',
        arguments: { key: 'trian', guess: 'train' },
        where: { file: request.file, line: 3, column: 3, offset: 35, path: 'trian' },
      },
    ]);
  });

  it('reads the data and plans the memory when asked to look deep', async () => {
    write('text.txt', smallText);
    const experiment = write(
      'a.seqlab.json',
      '{ "data": { "path": "text.txt" }, "train": { "batch": 2, "window": 8 } }',
    );
    const { problems, plan } = await service.check({ file: experiment, roots: [folder()], deep: true });
    assert.deepEqual(problems, []);
    assert.ok(plan && plan.memory > 4 * plan.parameterCount);
    assert.equal(plan.parts.train + plan.parts.validation + plan.parts.test, smallText.length);
    const missing = write('b.seqlab.json', '{\n  "data": { "path": "none.txt" }\n}');
    const { problems: found } = await service.check({ file: missing, roots: [folder()], deep: true });
    assert.equal(found[0].code, 'data.missing');
    assert.deepEqual([found[0].where?.file, found[0].where?.line, found[0].where?.column], [missing, 2, 21]);
  });

  it('guesses what a file holds', async () => {
    const guess = (name: string, content: string) => service.guess({ file: write(name, content), roots: [folder()] });
    assert.deepEqual(await guess('a.csv', smallTable), {
      format: 'csv',
      task: 'forecasting',
      bytes: smallTable.length,
      encoding: 'utf-8',
      rows: 120,
      columns: [
        { name: 'day', kind: 'date' },
        { name: 'warm', kind: 'number' },
        { name: 'cold', kind: 'number' },
        { name: 'sky', kind: 'text' },
      ],
    });
    assert.equal((await guess('a.txt', smallText)).task, 'language-model');
    assert.equal((await guess('table.dat', smallTable)).task, 'forecasting', 'by content where the name tells nothing');
    assert.equal((await guess('prose.dat', smallText)).task, 'language-model');
    assert.equal((await guess('numerals.csv', romanNumerals())).task, 'data-to-text');
    assert.equal((await guess('shops.csv', 'a,shop,town\n1,x,y\n2,y,x\n')).task, 'forecasting', 'two texts');
    assert.equal((await guess('days.csv', 'day,a,note\n2024-01-01,1,x\n2024-01-02,2,y\n')).task, 'forecasting');
  });

  it('rejects with a plain problem', async () => {
    const rejection = await service.evaluate('1', { run: file('none'), part: 'test', roots: [] }).then(
      () => assert.fail('it must reject'),
      (error: unknown) => error as ProblemValue,
    );
    assert.equal(Object.getPrototypeOf(rejection), Object.prototype);
    assert.equal(rejection.code, 'run-folder.missing');
    assert.equal(rejection.arguments.run, file('none'));
  });

  it('evaluates and generates, streaming what it has', async () => {
    const run = await trainText();
    const roots = [folder()];
    const evaluation = await service.evaluate('e', { run, part: 'test', roots });
    assert.equal(evaluation.kind, 'text');
    assert.ok(evaluation.baselines.some(({ name }) => name.startsWith('kneser-ney')));
    assert.ok(fractions.every((fraction) => fraction > 0 && fraction <= 1));
    const options = { temperature: 1, topK: 0, topP: 1, seed: 3, length: 80 };
    const { text } = await service.generate('g', { run, prompt: 'the ', options, roots });
    assert.equal(text.length, 80);
    assert.equal(pieces.map(([, piece]) => piece).join(''), text);
    assert.ok(pieces.every(([id]) => id === 'g'));
    const again = await service.generate('h', { run, prompt: 'the ', options, roots });
    assert.equal(again.text, text, 'the seed decides');
    const empty = await service.generate('i', { run, prompt: '', options, roots });
    assert.equal(empty.text.length, 80);
  });

  it('gives up a call that is cancelled', async () => {
    const run = await trainText();
    const options = { temperature: 1, topK: 0, topP: 1, seed: 3, length: 1_000_000 };
    const generating = service.generate('long', { run, prompt: 'a', options, roots: [folder()] });
    setTimeout(() => void service.cancel('long'), 200);
    await assert.rejects(generating, { code: 'run.cancelled' });
    assert.ok(pieces.length > 0);
  });

  it('forecasts beyond the end', async () => {
    const run = await trainTable();
    const sample = await service.forecast('f', { run, length: 5, roots: [folder()] });
    assert.deepEqual(
      sample.columns.map(({ name, forecast }) => [name, forecast.length]),
      [
        ['warm', 5],
        ['cold', 5],
      ],
    );
    assert.equal(sample.labels[sample.columns[0].past.length], '2024-04-30');
    const options = { temperature: 1, topK: 0, topP: 1, seed: 3, length: 10 };
    await assert.rejects(service.generate('g', { run, prompt: '', options, roots: [] }), { code: 'predict.no-text' });
  });

  it('exports weights under the name that was asked for', async () => {
    const run = await trainTable();
    const { files } = await service.export({
      runs: [run],
      format: 'safetensors',
      out: file('out/weights.safetensors'),
    });
    assert.deepEqual(
      files.map((name) => path.basename(name)),
      ['weights.safetensors', 'weights.experiment.json', 'weights.data.json'],
    );
    const { tensors } = decodeSafetensors(fs.readFileSync(files[0]), 'weights');
    assert.deepEqual([...tensors.keys()].sort(), [
      'head.bias',
      'head.weight',
      'rnn.bias_hh_l0',
      'rnn.bias_ih_l0',
      'rnn.weight_hh_l0',
      'rnn.weight_ih_l0',
    ]);
  });

  it('shows a sample of its writing even where the batches are the smallest', async () => {
    const run = await trained('tiny.seqlab.json', 'text.txt', smallText, {
      model: { kind: 'recurrent', cell: { kind: 'lstm', units: 4 } },
      train: { steps: 3, batch: 1, window: 1 },
    });
    const log = fs.readFileSync(path.join(run, 'events.jsonl'), 'utf8');
    assert.match(log, /"sample":\{"kind":"text","prompt":"."/);
  });
});
