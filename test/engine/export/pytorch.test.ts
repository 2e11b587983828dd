import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { DataRecord, InputSpec, OutputSpec } from '../../../engine/contracts/data';
import type { CellConfig } from '../../../engine/contracts/experiment';
import { exporters } from '../../../engine/catalog/exporters';
import type { RecurrentConfig } from '../../../engine/contracts/experiment';
import { Network } from '../../../engine/core/network';
import { create } from '../../../engine/models/recurrent';
import { decodeSafetensors } from '../../../engine/run/safetensors';
import { allBackends } from '../support/backends';
import { createParts } from '../support/model-parts';
import { exportedRun } from '../support/exported-run';
import { pythonWithTorch } from '../support/python';
import { assertClose, constant, integers, randomValues, read } from '../support/tensors';
import { experimentOf } from '../support/training';

interface Case {
  readonly title: string;
  readonly cell: CellConfig;
  readonly layers: number;
  readonly bidirectional: boolean;
  readonly input: InputSpec;
  readonly output: OutputSpec;
  readonly pool: 'last' | 'mean';
}

const tokens: InputSpec = { kind: 'tokens', vocabulary: 13 };
const vectors: InputSpec = { kind: 'vectors', size: 3 };
const everyStep: OutputSpec = { kind: 'classes', size: 13, per: 'step' };
const once: OutputSpec = { kind: 'values', size: 6, per: 'sequence' };
const uniform = { units: 10, initialiser: 'uniform' } as const;

const cases: readonly Case[] = (
  [
    { kind: 'elman', activation: 'tanh', ...uniform },
    { kind: 'elman', activation: 'relu', ...uniform },
    { kind: 'lstm', forgetBias: 1, ...uniform },
    { kind: 'gru', ...uniform },
  ] as const
).flatMap((cell): Case[] => [
  { title: 'language model', cell, layers: 2, bidirectional: false, input: tokens, output: everyStep, pool: 'last' },
  { title: 'forecaster', cell, layers: 1, bidirectional: false, input: vectors, output: once, pool: 'last' },
  { title: 'both ways, last', cell, layers: 2, bidirectional: true, input: vectors, output: once, pool: 'last' },
  { title: 'both ways, mean', cell, layers: 2, bidirectional: true, input: tokens, output: once, pool: 'mean' },
]);

/** [time, batch, ...] -> [batch, time, ...]: files and PyTorch are batch-first. */
function batchFirst(values: readonly number[], time: number, batch: number): number[] {
  const width = values.length / (time * batch);
  const order = Array.from({ length: time * batch }, (_, i) => (i % time) * batch + Math.floor(i / time));
  return order.flatMap((row) => values.slice(row * width, (row + 1) * width));
}

const [time, batch] = [9, 4];

/** Runs a case here, exports it, and says what PyTorch has to do. */
async function exportCase({ title, cell, layers, bidirectional, input, output, pool }: Case, folder: string) {
  const experiment = experimentOf({ cell, layers, bidirectional, embedding: 7, pool }, {});
  const network = new Network(allBackends[allBackends.length - 1].create(), 5, (store) =>
    create({ store, seed: 5, input, output, ...createParts, config: experiment.model as RecurrentConfig }),
  );
  const { tape, store } = network;
  const size = input.kind === 'tokens' ? 1 : input.size;
  const values = randomValues(time * batch * size, title);
  const ids = values.map((value) => Math.abs(Math.round(value * 1000)) % 13);
  const x = input.kind === 'tokens' ? integers(tape, [time, batch], ids) : constant(tape, [time, batch, size], values);
  const [y] = network.model.forward(x, network.model.initialState(batch), { training: false, step: 0 });

  const tensors = new Map(store.all.map((w) => [w.path ?? '', { shape: w.shape, data: Float32Array.from(read(w)) }]));
  const exporter = await exporters.load('safetensors');
  const data = { input, output } as unknown as DataRecord;
  const run = exportedRun('net', { weights: { tensors, metadata: { step: '7' } }, experiment, data });
  const files = await exporter.files({ runs: [run] });
  assert.deepEqual([...files.keys()], ['net.safetensors', 'net.experiment.json', 'net.data.json']);
  const bytes = files.get('net.safetensors') ?? new Uint8Array();
  assert.equal(decodeSafetensors(bytes, 'net.safetensors').metadata.step, '7');
  const file = path.join(fs.mkdtempSync(path.join(folder, 'case-')), 'net.safetensors');
  fs.writeFileSync(file, bytes);
  const request = {
    file,
    cell: cell.kind,
    activation: cell.kind === 'elman' ? cell.activation : null,
    layers,
    bidirectional,
    units: cell.units,
    inputs: input.kind === 'tokens' ? 7 : size,
    vocabulary: input.kind === 'tokens' ? input.vocabulary : 0,
    outputs: output.size,
    per: output.per,
    pool,
    shape: input.kind === 'tokens' ? [batch, time] : [batch, time, size],
    x: batchFirst(input.kind === 'tokens' ? ids : values, time, batch),
  };
  return { request, ours: output.per === 'step' ? batchFirst(read(y), time, batch) : read(y) };
}

describe('exported weights in PyTorch', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'seqlab-export-'));
  let ours: number[][];
  let theirs: number[][];

  before(async () => {
    const exported = await Promise.all(cases.map((each) => exportCase(each, folder)));
    const requests = path.join(folder, 'requests.json');
    fs.writeFileSync(requests, JSON.stringify(exported.map(({ request }) => request)));
    const script = path.join(__dirname, 'load_in_pytorch.py');
    const answer = spawnSync(pythonWithTorch(), [script, requests], { encoding: 'utf8', maxBuffer: 2 ** 26 });
    assert.equal(answer.status, 0, answer.stderr);
    ours = exported.map((each) => each.ours);
    theirs = JSON.parse(answer.stdout) as number[][];
  });
  after(() => fs.rmSync(folder, { recursive: true }));

  cases.forEach(({ title, cell }, i) => {
    const activation = cell.kind === 'elman' ? [cell.activation] : [];
    it(`${[cell.kind, ...activation].join(' ')}: ${title}`, () => assertClose(ours[i], theirs[i], 1e-5, 'output'));
  });
});
