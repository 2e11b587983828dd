import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { promisify } from 'node:util';
import type { Evaluation } from '../../../engine/contracts/events';
import type { DataConfig } from '../../../engine/contracts/experiment';
import { useCommandLine } from '../node/support/command-line';
import { useFolder } from '../node/support/folders';
import { pythonWithTorch } from '../support/python';
import { useWarmPython } from '../support/warm-python';

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

/** Numbers in words, and the digits: some of them twice, so that there are groups, and one that is too long. */
const ones = ['nil', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];
const numbers = Array.from({ length: 260 }, (_, i) => `${(i * 37) % 199}`);
const spelt = numbers.map((number, i) =>
  Array.from(number)
    .map((digit) => ones[Number(digit)])
    .join(i % 3 ? ' ' : '-'),
);
const pairs = ['id\twords\tdigits']
  .concat(
    numbers.map((number, i) => `${i}\t ${spelt[i]}\t${number}`),
    `x\t${'long '.repeat(9)}\t1`,
  )
  .join('\r\n');
const jsonPairs = numbers.map((number, i) =>
  JSON.stringify({ source: spelt[i].split(/[ -]/), target: Array.from(number), of: number }),
);

const sentences = Array.from({ length: 160 }, (_, i) => {
  const [who, where] = [['Ann', 'Bob', 'Li', 'Sheikh'][i % 4], ['Paris', 'New York', 'Rome'][(i * i) % 3]];
  const place = where.split(' ').map((token, t) => `${token} _ ${t ? 'I' : 'B'}-LOC`);
  const lines = [
    `${i} _ O`,
    `${who} _ B-PER`,
    ...(i % 3 ? ['saw _ O'] : ['never _ O', 'saw _ O']),
    ...place,
    `. _ ${i % 9 ? 'O' : 'X'}`,
  ];
  return `${i === 5 ? '-DOCSTART- _ O\n\n' : ''}${lines.join('\n')}\n`;
});

const rows = ['ones;note;tens;day;spelt'].concat(
  Array.from({ length: 220 }, (_, i) => {
    const [tens, unit] = [Math.floor(i / 10) % 10, (i * 7) % 10];
    return `${unit},5;${i % 50 === 9 ? 'NA' : i};${tens};${day((i * 7) % 30)};${ones[tens]} ${ones[unit]}`;
  }),
);

const levels = Array.from({ length: 150 }, (_, i) => (i % 23 === 7 ? '' : Math.sin(i / 7).toFixed(4)));

const files: Readonly<Record<string, string | Buffer>> = {
  'levels.txt': Buffer.from(`\ufeff${levels.join('\r\n')}\r\n\r\n`, 'utf16le'),
  'text.txt': text,
  'table.csv': table,
  'pairs.tsv': pairs,
  'digits.jsonl': jsonPairs.join('\n'),
  'names.jsonl': jsonPairs.slice(40, 90).toReversed().join('\n'),
  'digits.words': spelt.join('\n'),
  'digits.numbers': numbers.join('\n'),
  'rows.csv': rows.join('\n'),
  'names.conll': `# some names\n\n${sentences.join('\n')}`,
};

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
  pairs: {
    data: {
      path: 'pairs.tsv',
      columns: 'words',
      target: 'digits',
      group: 'digits',
      split: [0.7, 0.15, 0.15],
      vocabulary: 14,
    },
    task: { kind: 'translation', longest: 30 },
    model: {
      kind: 'encoder-decoder',
      cell: { kind: 'lstm', units: 16 },
      bidirectional: true,
      attention: { kind: 'additive' },
      feedback: { kind: 'scheduled-sampling', halfway: 40 },
    },
    train: { epochs: 8, batch: 16, optimizer: { kind: 'adam', rate: 0.01 } },
  },
  tags: {
    data: { path: 'names.conll', split: [0.6, 0.2, 0.2], vocabulary: 8 },
    task: { kind: 'tagging' },
    model: { kind: 'recurrent', cell: { kind: 'gru', units: 8 }, bidirectional: true, attention: { kind: 'dot' } },
    train: { epochs: 3, batch: 8, optimizer: { kind: 'adam', rate: 0.01 } },
  },
  gaps: {
    data: { path: 'text.txt', split: [0.8, 0.1, 0.1], vocabulary: 20 },
    task: { kind: 'cloze', hidden: 0.2 },
    model: { kind: 'recurrent', cell: { kind: 'lstm', units: 12 }, bidirectional: true, layers: 2 },
    train: { epochs: 2, batch: 6, window: 25, optimizer: { kind: 'adam', rate: 0.01 } },
  },
  rows: {
    data: { path: 'rows.csv', columns: ['tens', 'ones'], target: 'spelt', split: [0.6, 0.2, 0.2] },
    task: { kind: 'data-to-text', longest: 11 },
    model: { kind: 'vector-to-sequence', cell: { kind: 'gru', units: 16 }, context: 'both', layers: 2 },
    train: { epochs: 8, batch: 16, optimizer: { kind: 'adam', rate: 0.01 } },
  },
  adding: {
    data: { generate: { kind: 'adding', length: 12, sequences: 400 }, split: [0.6, 0.2, 0.2] },
    model: { kind: 'recurrent', cell: { kind: 'gru', units: 9 } },
    train: { epochs: 2, batch: 16 },
  },
  recall: {
    data: {
      generate: { kind: 'copy-memory', symbols: 3, length: 2, delay: 4, sequences: 200 },
      split: [0.6, 0.2, 0.2],
    },
    model: { kind: 'recurrent', cell: { kind: 'gru', units: 12 }, bidirectional: false },
    train: { epochs: 3, batch: 8, optimizer: { kind: 'adam', rate: 0.01 } },
  },
  aligned: {
    data: { path: ['digits.words', 'digits.numbers'], split: [0.6, 0.2, 0.2] },
    task: { kind: 'translation' },
    model: { kind: 'encoder-decoder', cell: { kind: 'elman', units: 12 }, layers: 2, decoderLayers: 1 },
    train: { epochs: 8, batch: 8, optimizer: { kind: 'adam', rate: 0.01 } },
  },
} as const;

/** Evaluated, but not trained on. */
const readings = {
  'JSON Lines of tokens, one vocabulary': {
    data: { path: 'digits.jsonl', group: 'of', split: [0.6, 0.2, 0.2] },
    task: { kind: 'translation', vocabularies: 'shared' },
    model: {
      kind: 'encoder-decoder',
      cell: { kind: 'gru', units: 12 },
      sharedEmbedding: true,
      context: 'both',
      attention: { kind: 'location', positions: 2 },
      inputFeeding: true,
    },
    train: { epochs: 8, batch: 8, optimizer: { kind: 'adam', rate: 0.01 } },
  },
  'a column of numbers with gaps in UTF-16': {
    data: { path: 'levels.txt', format: 'csv', split: [0.6, 0.2, 0.2], missing: { policy: 'interpolate' } },
    task: { kind: 'forecasting', window: 6, horizon: 2 },
    model: { kind: 'recurrent', cell: { kind: 'elman', units: 6 }, attention: { kind: 'scaled-dot' }, pool: 'mean' },
    train: { epochs: 1, batch: 16 },
  },
  'parts of their own': {
    data: { train: 'digits.jsonl', validation: 'names.jsonl', test: 'names.jsonl' },
    task: { kind: 'translation' },
    model: { kind: 'encoder-decoder', cell: { kind: 'gru', units: 12 }, attention: { kind: 'multi-head', heads: 3 } },
    train: { epochs: 2, batch: 16 },
  },
} as const;

type DataFiles = Pick<DataConfig, 'path' | 'train' | 'validation' | 'test'> & { readonly generate?: object };

describe('PyTorch project', function () {
  this.timeout(300_000);
  const commandLine = useCommandLine();
  const folder = useFolder();
  useWarmPython();
  const python = (program: string, ...args: string[]) => run(program, args, { cwd: path.join(folder(), 'project') });

  async function seqlab(...args: string[]): Promise<string> {
    const { status, stdout, stderr } = await commandLine.run(folder(), ...args);
    assert.equal(status, 0, stderr);
    return stdout;
  }

  /** Trains here and exports; the same evaluation here and there, and what names the data there. */
  async function exported(experiment: { readonly data: DataFiles }) {
    fs.mkdirSync(path.join(folder(), '.seqlab'));
    for (const [name, content] of Object.entries(files)) fs.writeFileSync(path.join(folder(), name), content);
    fs.writeFileSync(path.join(folder(), 'net.seqlab.json'), JSON.stringify(experiment));
    await seqlab('train', 'net.seqlab.json');
    await seqlab('export', 'net-1', '--format', 'pytorch', '--out', 'project');
    const ours = async (part: string) =>
      JSON.parse(await seqlab('evaluate', 'net-1', '--split', part, '--json')) as Evaluation;
    const data = (['path', 'train', 'validation', 'test'] as const).flatMap((part) => {
      const named = [experiment.data[part] ?? []].flat().map((file) => path.join(folder(), file));
      return named.length > 0 ? [part === 'path' ? '--data' : `--${part}`, ...named] : [];
    });
    const { stdout } = await python(process.env.SEQUENCE_LAB_PYTHON ?? '', 'evaluate.py', ...data, '--part', 'test');
    const theirs = JSON.parse(stdout) as Record<string, number>;
    const { loss, metrics } = await ours('test');

    for (const [metric, value] of Object.entries({ loss, ...metrics })) {
      const difference = Math.abs(theirs[metric] - value) / (1 + Math.abs(value));
      assert.ok(difference < 1e-4, `${metric}: ${theirs[metric]} there, ${value} here`);
    }
    return { ours, data };
  }

  for (const [name, experiment] of Object.entries(readings)) {
    it(`evaluates as we do, and writes nothing that is no better (${name})`, async () => {
      const { data } = await exported(experiment);
      const { stdout } = await python(process.env.SEQUENCE_LAB_PYTHON ?? '', 'train.py', ...data, '--epochs', '0');
      assert.match(stdout, /^0 steps in .* the best loss is \S+, where it began: nothing was written$/m);
      assert.ok(!fs.existsSync(path.join(folder(), 'project', 'trained.safetensors')));
    });
  }

  for (const [name, experiment] of Object.entries(experiments)) {
    it(`evaluates as we do, and trains on in two processes from our loss (${name})`, async () => {
      const { ours, data } = await exported(experiment);
      const trained = await python(
        pythonWithTorch(),
        'launch.py',
        '--processes',
        '2',
        'train.py',
        ...data,
        '--epochs',
        '3',
      );
      const losses = [...trained.stdout.matchAll(/^step \d+ {2}validation: loss (\S+)/gm)].map(([, value]) =>
        Number(value),
      );
      assert.equal(losses.length, 4, trained.stdout + trained.stderr);
      const before = (await ours('validation')).loss;
      assert.ok(Math.abs(losses[0] - before) < 1e-4 * (1 + before), `${losses[0]} there, ${before} here`);
      assert.ok(losses[3] < losses[0], losses.join(', '));

      const imported = await seqlab('import', 'net.seqlab.json', 'project/trained.safetensors', '--json');
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
