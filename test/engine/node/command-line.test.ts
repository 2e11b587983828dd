import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import type { Evaluation, RunEvent } from '../../../engine/contracts/events';
import { exporters } from '../../../engine/catalog/exporters';
import { formats } from '../../../engine/catalog/formats';
import { models } from '../../../engine/catalog/models';
import { tasks } from '../../../engine/catalog/tasks';
import { decodeSafetensors } from '../../../engine/run/safetensors';
import { useCommandLine } from './support/command-line';
import { useFolder } from './support/folders';
import { until } from './support/processes';

const text = 'It was the best of times, it was the worst of times. '.repeat(60);

const textExperiment = {
  data: { path: 'text.txt', split: [0.8, 0.1, 0.1] },
  model: { kind: 'recurrent', cell: { kind: 'gru', units: 8 } },
  train: { epochs: 1, batch: 4, window: 16 },
};

const table = ['date,sun,rain']
  .concat(Array.from({ length: 90 }, (_, i) => `${new Date(i * 864e5).toISOString().slice(0, 10)},${i % 7},${i % 3}`))
  .join('\n');

const tableExperiment = {
  data: { path: 'table.csv', split: [0.6, 0.2, 0.2] },
  task: { kind: 'forecasting', window: 7, horizon: 2 },
  model: { kind: 'recurrent', cell: { kind: 'gru', units: 8 } },
  train: { epochs: 2, batch: 8 },
};

describe('command line', function () {
  this.timeout(120_000);
  const commandLine = useCommandLine();
  const folder = useFolder();
  const seqlab = (...args: string[]) => commandLine.run(folder(), ...args);
  const write = (name: string, content: string | Uint8Array) => fs.writeFileSync(path.join(folder(), name), content);
  const writeJson = (name: string, value: unknown) => write(name, JSON.stringify(value, null, 2));

  beforeEach(() => {
    fs.mkdirSync(path.join(folder(), '.seqlab'));
    write('text.txt', text);
    write('table.csv', table);
    writeJson('text.seqlab.json', textExperiment);
    writeJson('table.seqlab.json', tableExperiment);
  });

  describe('bad input ends with status 2 and says where and what', () => {
    const refused = async (expected: RegExp, ...args: string[]) => {
      const { status, stdout, stderr } = await seqlab(...args);
      assert.match(stderr, expected);
      assert.equal(status, 2, stderr);
      assert.equal(stdout, '');
      assert.deepEqual(fs.readdirSync(path.join(folder(), '.seqlab')), [], 'no run folder is made');
    };
    const train = (expected: RegExp, experiment = 'text.seqlab.json') => refused(expected, 'train', experiment);

    it('no such experiment', () => train(/^absent\.seqlab\.json: .*does not exist/, 'absent.seqlab.json'));

    it('an empty experiment', async () => {
      write('text.seqlab.json', '');
      await train(/^text\.seqlab\.json:1:1: /);
    });

    it('broken JSON', async () => {
      write('text.seqlab.json', '{\n  "data": { "path": "text.txt" \n  "train": {}\n}');
      await train(/^text\.seqlab\.json:3:3: .*comma/);
    });

    it('an experiment that is a folder, or no text', async () => {
      await train(/^\.: The experiment file \. cannot be read \(EISDIR\)/, '.');
      write('text.seqlab.json', Uint8Array.of(0xff, 0xfe, 0x00, 0x80));
      await train(/^text\.seqlab\.json/);
    });

    it('an unknown key', async () => {
      writeJson('text.seqlab.json', { ...textExperiment, train: { epochs: 1, bacth: 4 } });
      await train(/^text\.seqlab\.json:\d+:\d+: .*"?bacth"?.*batch/);
    });

    it('a wrong type', async () => {
      writeJson('text.seqlab.json', { ...textExperiment, train: { epochs: 'many' } });
      await train(/^text\.seqlab\.json:\d+:\d+: .*train\.epochs/);
    });

    it('every mistake at once, each with its place', async () => {
      write('text.seqlab.json', '{\n "data": { "path": "text.txt" },\n "train": { "epochs": "x",\n  "batch": -1 }\n}');
      await train(/^text\.seqlab\.json:3:23: .*\ntext\.seqlab\.json:4:12: .*\n$/);
    });

    it('a negative batch', async () => {
      writeJson('text.seqlab.json', { ...textExperiment, train: { batch: -3 } });
      await train(/^text\.seqlab\.json:\d+:\d+: .*train\.batch.*-3/);
    });

    it('an empty, a missing and a binary data file', async () => {
      write('text.txt', '');
      await train(/text\.txt.* is empty/);
      fs.rmSync(path.join(folder(), 'text.txt'));
      await train(/text\.txt.*does not exist/);
      write(
        'text.txt',
        Uint8Array.from({ length: 1000 }, (_, i) => (i * 7) % 256),
      );
      await train(/text\.txt.* is not a text file: byte \d+/);
    });

    it('data outside the root', async () => {
      writeJson('text.seqlab.json', { ...textExperiment, data: { path: '/etc/passwd' } });
      await train(/^text\.seqlab\.json:\d+:\d+: \/etc\/passwd.*outside/);
      writeJson('text.seqlab.json', { ...textExperiment, data: { path: '../../elsewhere.txt' } });
      await train(/outside/);
    });

    it('a ragged table', async () => {
      write(
        'table.csv',
        table.replace(/(\n[^\n]*){3}/, (rows) => `${rows},extra`),
      );
      await train(/^table\.csv:4:\d+: /, 'table.seqlab.json');
    });

    it('text in a column of numbers', async () => {
      write('table.csv', table.replace('1970-01-05,4', '1970-01-05,cloudy'));
      await train(/^table\.csv:6:12: .*cloudy/, 'table.seqlab.json');
    });

    it('an unknown column', async () => {
      writeJson('table.seqlab.json', { ...tableExperiment, data: { path: 'table.csv', target: ['wind'] } });
      await train(/^table\.seqlab\.json:\d+:\d+: .*wind.*sun, rain/, 'table.seqlab.json');
    });

    it('a window that is longer than the file', async () => {
      await refused(/window/, 'train', 'table.seqlab.json', '--set', 'task.window=80');
      await refused(/window/, 'train', 'text.seqlab.json', '--set', 'train.window=60000');
    });

    it('an impossible size, before anything is allocated', async () => {
      const sizes = ['--set', 'model.cell.units=16384', '--set', 'model.layers=64'];
      await refused(/^text\.seqlab\.json:10:12: .*more than the limit/, 'train', 'text.seqlab.json', ...sizes);
    });

    it('mistakes on the command line itself', async () => {
      await refused(/unknown option/, 'train', 'text.seqlab.json', '--colour');
      await refused(/missing required argument/, 'train');
      await refused(/unknown command/, 'trian');
      await refused(/PATH=VALUE/, 'train', 'text.seqlab.json', '--set', 'train.epochs');
      await refused(/epohcs.*epochs/, 'train', 'text.seqlab.json', '--set', 'train.epohcs=3');
      await refused(
        /^--set train\.clap\.norm=3: .*clap.*clip/,
        'check',
        'text.seqlab.json',
        '--set',
        'train.clap.norm=3',
      );
      await refused(/^--set data\.split\.0=0\.5: .*sum/, 'check', 'text.seqlab.json', '--set', 'data.split.0=0.5');
      await refused(
        /^--set train\.batch=1e400: .*train\.batch/,
        'check',
        'text.seqlab.json',
        '--set',
        'train.batch=1e400',
      );
      await refused(/train\.epochs/, 'train', 'text.seqlab.json', '--set', 'train.epochs=-3');
      await refused(/data/, 'train', 'text.seqlab.json', '--set', 'data.path.deeper=3');
      await refused(
        /^--set data\.split=\[0,0,1\]: There is no data to train on/,
        'check',
        'text.seqlab.json',
        '--set',
        'data.split=[0,0,1]',
      );
      await refused(/resume|no run/i, 'train', 'text.seqlab.json', '--resume');
      await refused(/no run at/, 'evaluate', 'nothing-1');
      await refused(/no run at/, 'predict', 'nothing-1', '--text', 'x');
      await refused(/no run at/, 'export', 'nothing-1', '--format', 'json', '--out', 'x.json');
      await refused(/xml/, 'export', 'nothing-1', '--format', 'xml', '--out', 'x');
      await refused(/dreams/, 'list', 'dreams');
      await refused(/Name one: cells, attentions, .*examples\./, 'list');
    });

    it('a folder for runs that cannot be one ends with status 1', async () => {
      const { status, stderr, stdout } = await seqlab('train', 'text.seqlab.json', '--runs', 'text.txt/runs');
      assert.equal(status, 1);
      assert.match(stderr, /cannot be written/);
      assert.equal(stdout, '');
    });
  });

  it('trains, goes on, evaluates, generates and exports a language model; JSON alone on stdout', async () => {
    const trained = await seqlab('train', 'text.seqlab.json', '--json', '--set', 'train.seed=7', '--name', 'tale');
    assert.equal(trained.status, 0, trained.stderr);
    const events = trained.stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as RunEvent);
    assert.equal(events[0].type, 'start');
    assert.deepEqual(
      events.flatMap((event) =>
        event.type === 'start' ? [event.experiment.train.seed, event.experiment.task.kind] : [],
      ),
      [7, 'language-model'],
    );
    assert.equal(events.at(-1)?.type, 'end');
    const run = path.join('.seqlab', 'runs', 'tale-1');
    assert.deepEqual(
      fs
        .readFileSync(path.join(folder(), run, 'events.jsonl'), 'utf8')
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line)),
      events,
    );

    const evaluated = await seqlab('evaluate', run, '--json');
    assert.equal(evaluated.status, 0, evaluated.stderr);
    const evaluation = JSON.parse(evaluated.stdout) as Evaluation;
    assert.equal(evaluation.part, 'test');
    assert.ok(evaluation.metrics.perplexity > 1);
    assert.ok(evaluation.baselines.length > 0);
    write('other.txt', 'It was the age of wisdom, it was the age of foolishness. '.repeat(4));
    const other = JSON.parse((await seqlab('evaluate', run, '--data', 'other.txt', '--json')).stdout) as Evaluation;
    assert.equal(other.part, 'file');
    assert.notEqual(other.loss, evaluation.loss);

    if (process.platform !== 'win32') {
      const elsewhere = fs.mkdtempSync(path.join(tmpdir(), 'seqlab-elsewhere-'));
      fs.renameSync(path.join(folder(), 'other.txt'), path.join(elsewhere, 'other.txt'));
      fs.symlinkSync(path.join(elsewhere, 'other.txt'), path.join(folder(), 'link.txt'));
      const linked = await seqlab('evaluate', run, '--data', 'link.txt', '--json');
      fs.rmSync(elsewhere, { recursive: true });
      assert.equal(linked.status, 0, linked.stderr);
      assert.deepEqual(JSON.parse(linked.stdout), other);
    }

    const options = ['--length', '20', '--seed', '3'];
    const generated = await seqlab('predict', 'tale-1', '--text', 'It was ', ...options, '--json');
    assert.equal(generated.status, 0, generated.stderr);
    const { text: continuation } = JSON.parse(generated.stdout) as { text: string };
    assert.equal(Array.from(continuation).length, 20);
    assert.equal((await seqlab('predict', run, '--text', 'It was ', ...options)).stdout, `It was ${continuation}\n`);
    assert.equal((await seqlab('predict', run, '--length', '3')).status, 2, 'no prompt');

    const exported = await seqlab('export', run, '--format', 'safetensors', '--out', 'weights.safetensors');
    assert.equal(exported.status, 0, exported.stderr);
    const { tensors } = decodeSafetensors(fs.readFileSync(path.join(folder(), 'weights.safetensors')), 'weights');
    assert.deepEqual(tensors.get('rnn.weight_hh_l0')?.shape, [24, 8]);

    const refuse = async (expected: RegExp, ...args: string[]) => {
      const { status, stderr } = await seqlab(...args);
      assert.match(stderr, expected);
      assert.equal(status, 2);
    };
    fs.mkdirSync(path.join(folder(), 'out'));
    await refuse(/^out: .*is a folder/, 'export', run, '--format', 'json', '--out', 'out');
    write('short.txt', 'I');
    await refuse(/short\.txt: .* has 1 tokens/, 'evaluate', run, '--data', 'short.txt');
    write('latin.txt', Uint8Array.of(0x49, 0x74, 0x0a, 0xe9, 0x74, 0xe9));
    await refuse(/^latin\.txt:2: .*offset 3/, 'predict', run, '--input', 'latin.txt');
    await refuse(/top-p/, 'predict', run, '--text', 'x', '--top-p', '1.5');
    write('prompt.txt', Buffer.from('\uFEFFIt was ', 'utf16le'));
    assert.equal(
      (await seqlab('predict', run, '--input', 'prompt.txt', ...options)).stdout,
      `It was ${continuation}\n`,
    );

    const finished = await seqlab('train', 'text.seqlab.json', '--resume');
    assert.equal(finished.status, 2);
  });

  it('trains, evaluates and forecasts a table', async () => {
    const trained = await seqlab('train', 'table.seqlab.json');
    assert.equal(trained.status, 0, trained.stderr);
    assert.equal(trained.stdout, '');
    assert.ok(!trained.stderr.includes('\r'), 'plain lines where there is no terminal');
    assert.match(trained.stderr, /validation loss/);
    const evaluation = JSON.parse((await seqlab('evaluate', 'table-1', '--json')).stdout) as Evaluation;
    assert.equal(evaluation.kind, 'forecast');
    assert.ok(evaluation.baselines.some(({ name }) => name === 'seasonal-naive'));
    const forecast = await seqlab('predict', 'table-1', '--length', '3');
    assert.equal(forecast.status, 0, forecast.stderr);
    const rows = forecast.stdout
      .trimEnd()
      .split('\n')
      .map((line) => line.split('\t'));
    assert.deepEqual(rows[0], ['', 'sun', 'rain']);
    assert.deepEqual(
      rows.slice(1).map(([label]) => label.slice(0, 10)),
      ['1970-04-01', '1970-04-02', '1970-04-03'],
    );
    assert.ok(rows.slice(1).every((row) => row.slice(1).every((cell) => Number.isFinite(Number(cell)))));
    assert.equal((await seqlab('predict', 'table-1', '--text', 'x')).status, 2);
    write('other.csv', 'day,sun\n1,2\n2,3\n');
    for (const args of [
      ['evaluate', 'table-1', '--data', 'other.csv'],
      ['predict', 'table-1', '--input', 'other.csv'],
    ]) {
      const { status, stderr } = await seqlab(...args);
      assert.match(stderr, /other\.csv: There is no column rain/, args.join(' '));
      assert.equal(status, 2);
    }
  });

  it('writes about numbers, one line or many, and names the line that holds others', async () => {
    const rows = Array.from({ length: 40 }, (_, i) => `${i % 5},${i},${i % 2 ? 'odd' : 'even'}`);
    write('rows.csv', ['a,b,text', ...rows].join('\n'));
    writeJson('rows.seqlab.json', {
      data: { path: 'rows.csv', columns: ['a', 'b'], target: 'text' },
      task: { kind: 'data-to-text' },
      model: { kind: 'vector-to-sequence', cell: { kind: 'gru', units: 8 } },
      train: { epochs: 1, batch: 8 },
    });
    const trained = await seqlab('train', 'rows.seqlab.json');
    assert.equal(trained.status, 0, trained.stderr);
    const written = async (...args: string[]) => (await seqlab('predict', 'rows-1', ...args)).stdout;
    const one = await written('--text', 'b=4, a=3');
    assert.match(one, /^[odevn]*\n$/);
    write('numbers.txt', '3 4\n\n2 9\n');
    assert.equal(await written('--input', 'numbers.txt'), one + (await written('--text', '2 9')));
    write('short.txt', '3 4\n\n2\n');
    const { status, stdout, stderr } = await seqlab('predict', 'rows-1', '--input', 'short.txt');
    assert.deepEqual([status, stdout], [2, one]);
    assert.match(stderr, /^short\.txt:3: The source must be 2 numbers, for these columns: a, b\./);
  });

  it('checks an experiment without making a run', async () => {
    const { status, stdout, stderr } = await seqlab('check', 'text.seqlab.json', '--json');
    assert.equal(status, 0, stderr);
    const { plan, gradients } = JSON.parse(stdout) as {
      plan: { parameterCount: number };
      gradients: { error: number }[];
    };
    assert.ok(plan.parameterCount > 0);
    assert.ok(gradients.length > 0 && gradients.every(({ error }) => error < 1e-5));
    assert.match((await seqlab('check', 'table.seqlab.json')).stdout, /rnn\.weight_ih_l0\s+\[24, 2\]/);
    assert.deepEqual(fs.readdirSync(path.join(folder(), '.seqlab')), []);
  });

  it('lists every family', async () => {
    const kinds = async (family: string) => {
      return (JSON.parse((await seqlab('list', family, '--json')).stdout) as { kind: string }[]).map(
        ({ kind }) => kind,
      );
    };
    assert.deepEqual(await kinds('cells'), ['lstm', 'gru', 'elman']);
    assert.deepEqual(await kinds('models'), models.kinds);
    assert.deepEqual(await kinds('tasks'), tasks.kinds);
    assert.deepEqual(await kinds('formats'), formats.kinds);
    assert.deepEqual(await kinds('generators'), ['adding', 'copy-memory']);
    assert.deepEqual(await kinds('exporters'), exporters.kinds);
    const samples = fs
      .readdirSync(path.resolve(__dirname, '../../../examples'))
      .map((file) => path.basename(file, '.seqlab.json'));
    assert.deepEqual(new Set(await kinds('examples')), new Set(samples));
    const { status, stdout } = await seqlab('list', 'cells');
    assert.equal(status, 0);
    assert.match(stdout, /^lstm +Long short-term memory/);
  });

  it('saves on Ctrl-C, and --resume goes on from there', async function () {
    if (process.platform === 'win32') this.skip();
    const settings = ['--set', 'train.epochs=100000', '--set', 'train.backend=reference'];
    const child = spawn(process.execPath, [commandLine.script(), 'train', 'text.seqlab.json', ...settings], {
      cwd: folder(),
      stdio: ['ignore', 'ignore', 'ignore'],
    });
    const events = path.join(folder(), '.seqlab', 'runs', 'text-1', 'events.jsonl');
    await until(() => fs.existsSync(events) && fs.readFileSync(events, 'utf8').includes('"step","time"'), 'a step');
    child.kill('SIGINT');
    const [status] = (await once(child, 'exit')) as [number];
    assert.equal(status, 1);
    const last = () => JSON.parse(fs.readFileSync(events, 'utf8').trimEnd().split('\n').at(-1) ?? '') as RunEvent;
    const end = last();
    assert.ok(end.type === 'end' && end.reason === 'interrupted');
    const before = fs.statSync(events).size;

    const again = spawn(process.execPath, [commandLine.script(), 'train', 'text.seqlab.json', '--resume'], {
      cwd: folder(),
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let said = '';
    again.stderr.setEncoding('utf8').on('data', (piece: string) => (said += piece));
    await until(() => fs.statSync(events).size > before + 500, 'more steps');
    again.kill('SIGTERM');
    await once(again, 'exit');
    const ended = last();
    assert.ok(ended.type === 'end' && ended.step > end.step);
    assert.match(said, /step \d+ of [1-9]\d+,/, 'of how many steps, though the start was told before');
    assert.deepEqual(fs.readdirSync(path.join(folder(), '.seqlab', 'runs')), ['text-1']);
  });
});
