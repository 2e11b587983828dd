import assert from 'node:assert/strict';
import { parse } from 'csv-parse/sync';
import { exporters } from '../../../engine/catalog/exporters';
import { decodeNpz } from '../../../engine/run/npz';
import type { DataRecord } from '../../../engine/contracts/data';
import { logOf, start, step, validation } from '../support/events';
import { exportedRun } from '../support/exported-run';
import { experimentOf } from '../support/training';

const text = (bytes: Uint8Array | undefined): string => new TextDecoder().decode(bytes);
const rowsOf = (bytes: Uint8Array | undefined) =>
  parse(text(bytes), { columns: true }) as unknown as Record<string, string>[];

describe('CSV export', () => {
  it('holds the curves of all runs, and a row a run with its settings', async () => {
    const exporter = await exporters.load('csv');
    const first = exportedRun('a, b', { events: logOf() });
    const second = exportedRun('c', { events: [start(), step(10), validation(10, 3), step(20)] });
    const files = await exporter.files({ runs: [first, second] });
    assert.deepEqual([...files.keys()], ['a, b.csv', 'a, b.runs.csv']);
    const curves = rowsOf(files.get('a, b.csv'));
    assert.deepEqual(
      curves.map(({ run, type, step: at, loss }) => [run, type, Number(at), Number(loss)]),
      [
        ['a, b', 'training', 10, 0.4],
        ['a, b', 'validation', 10, 2],
        ['a, b', 'training', 20, 0.2],
        ['a, b', 'validation', 20, 1.5],
        ['a, b', 'training', 30, 0.2],
        ['a, b', 'validation', 30, 1.25],
        ['a, b', 'training', 40, 0.1],
        ['a, b', 'validation', 40, 1.4],
        ['c', 'training', 10, 0.4],
        ['c', 'validation', 10, 3],
        ['c', 'training', 20, 0.2],
      ],
    );
    assert.deepEqual([curves[0].time, curves[0].gradientNorm], ['2024-02-29T00:00:10.000Z', '0.5']);
    assert.equal(Number(curves[1].perplexity), Math.exp(2));
    const runs = rowsOf(files.get('a, b.runs.csv'));
    assert.equal(runs.length, 2);
    const [one] = runs;
    assert.deepEqual(
      [one.run, one.status, one.step, one.bestStep, one.bestLoss, one['model.cell.kind'], one['data.split']],
      ['a, b', 'finished', '40', '30', '1.25', 'lstm', '[0.9,0.05,0.05]'],
    );
  });
});

describe('NumPy export', () => {
  it('holds the weights, with experiment and data record beside them', async () => {
    const exporter = await exporters.load('npz');
    const tensors = new Map([['head.weight', { shape: [2, 1], data: Float32Array.of(0.5, -2) }]]);
    const data = { parts: { train: 3, validation: 1, test: 1 } } as unknown as DataRecord;
    const run = exportedRun('a', { weights: { tensors, metadata: {} }, experiment: experimentOf({}, {}), data });
    const files = await exporter.files({ runs: [run] });
    assert.deepEqual([...files.keys()], ['a.npz', 'a.experiment.json', 'a.data.json']);
    assert.deepEqual(decodeNpz(files.get('a.npz') ?? new Uint8Array(0), 'a.npz', 1e6), tensors);
    assert.deepEqual(JSON.parse(text(files.get('a.data.json'))), data);
  });
});
