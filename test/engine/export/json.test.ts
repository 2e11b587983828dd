import assert from 'node:assert/strict';
import type { DataRecord } from '../../../engine/contracts/data';
import { exporters } from '../../../engine/catalog/exporters';
import { exportedRun } from '../support/exported-run';
import { experimentOf } from '../support/training';

describe('JSON export', () => {
  it('holds experiment, data record and every tensor', async () => {
    const exporter = await exporters.load('json');
    const experiment = experimentOf({}, {});
    const data = { parts: { train: 3, validation: 1, test: 1 } } as unknown as DataRecord;
    const tensors = new Map([['head.weight', { shape: [2, 1], data: Float32Array.of(0.5, -2) }]]);
    const run = exportedRun('a', { weights: { tensors, metadata: { step: '3' } }, experiment, data });
    const files = await exporter.files({ runs: [run] });
    const value = JSON.parse(new TextDecoder().decode(files.get('a.json'))) as Record<string, unknown>;
    assert.deepEqual(value.tensors, { 'head.weight': { shape: [2, 1], data: [0.5, -2] } });
    assert.deepEqual(value.experiment, JSON.parse(JSON.stringify(experiment)));
    assert.deepEqual(value.data, data);
    assert.equal(value.step, '3');
  });
});
