import assert from 'node:assert/strict';
import { encodeSafetensors } from '../../../engine/run/safetensors';
import { SafetensorsFile } from '../../../engine/run/safetensors-file';
import { slicePoints, summarise, tableOf } from '../../../engine/run/tensor-views';

/** A file of one tensor, and what was read of it. */
async function open(shape: readonly number[], data: Float32Array) {
  const bytes = encodeSafetensors({ tensors: new Map([['w', { shape, data }]]), metadata: {} });
  const source = {
    name: 'w.safetensors',
    size: bytes.length,
    asked: 0,
    async read(offset: number, length: number) {
      source.asked += length;
      return bytes.subarray(offset, offset + length);
    },
  };
  const file = await SafetensorsFile.open(source);
  return { file, tensor: file.header.tensors[0], source };
}

const whole = { column: 0, columns: 6, row: 0, rows: 4, width: 6, height: 4 };

describe('views of a tensor', () => {
  it('sees any shape as a table', () => {
    assert.deepEqual(tableOf({ shape: [] }), { columns: 1, rows: 1 });
    assert.deepEqual(tableOf({ shape: [5] }), { columns: 5, rows: 1 });
    assert.deepEqual(tableOf({ shape: [2, 3, 4] }), { columns: 4, rows: 6 });
    assert.deepEqual(tableOf({ shape: [0, 4] }), { columns: 4, rows: 0 });
  });

  it('sums up all values, and says what is not finite', async () => {
    const { file, tensor } = await open([7], Float32Array.of(-1, 0, 0, 3, NaN, Infinity, 8));
    const summary = await summarise(file, tensor);
    const { counted, notFinite, zeros, min, max, mean, deviation, buckets } = summary;
    assert.deepEqual([counted, notFinite, zeros, min, max, mean], [7, 2, 2, -1, 8, 2]);
    assert.ok(Math.abs(deviation - Math.sqrt((9 + 4 + 4 + 1 + 36) / 5)) < 1e-12);
    assert.equal(buckets.length, 60);
    assert.deepEqual([buckets[0], buckets[6], buckets[26], buckets[59]], [1, 2, 1, 1]);
  });

  it('reads but a part of a very large tensor, from all its places', async () => {
    const size = 6_000_000;
    const { file, tensor, source } = await open(
      [3000, 2000],
      Float32Array.from({ length: size }, (_, i) => i / size),
    );
    const { counted, min, max, mean } = await summarise(file, tensor);
    assert.ok(counted < size / 2 && counted > size / 10, String(counted));
    assert.ok(source.asked < size * 2);
    assert.ok(min < 0.01 && max > 0.98 && Math.abs(mean - 0.5) < 0.01, `${min} ${mean} ${max}`);
    source.asked = 0;
    const points = await slicePoints(file, tensor, {
      column: 0,
      columns: 2000,
      row: 0,
      rows: 3000,
      width: 100,
      height: 100,
    });
    assert.ok(source.asked < 4 * 4 * 2000 * 100 + 1, String(source.asked));
    assert.ok(points[0] < 0.01 && points[9999] > 0.98);
    assert.ok(points.every((value, i) => i < 100 || value > points[i - 100]));
  });

  it('gives every cell as it is, and means where there is less room', async () => {
    const { file, tensor } = await open(
      [2, 2, 6],
      Float32Array.from({ length: 24 }, (_, i) => i),
    );
    assert.deepEqual(
      [...(await slicePoints(file, tensor, whole))],
      Array.from({ length: 24 }, (_, i) => i),
    );
    assert.deepEqual(
      [...(await slicePoints(file, tensor, { column: 2, columns: 3, row: 1, rows: 2, width: 3, height: 2 }))],
      [8, 9, 10, 14, 15, 16],
    );
    assert.deepEqual([...(await slicePoints(file, tensor, { ...whole, width: 2, height: 2 }))], [4, 7, 16, 19]);
  });

  it('reads short stretches of a very long row', async () => {
    const size = 1_000_000;
    const { file, tensor, source } = await open(
      [size],
      Float32Array.from({ length: size }, (_, i) => i),
    );
    source.asked = 0;
    const slice = { column: 0, columns: size, row: 0, rows: 1, width: 100, height: 1 };
    const points = await slicePoints(file, tensor, slice);
    assert.ok(source.asked <= 100 * 16 * 4, String(source.asked));
    points.forEach((value, i) => assert.ok(Math.abs(value - i * 10_000) < 20));
  });
});
