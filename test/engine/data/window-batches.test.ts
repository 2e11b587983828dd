import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { BatchBuffer } from '../../../engine/contracts/data';
import { WindowBatches, windowsIn } from '../../../engine/data/window-batches';

function bufferFor({ shape }: WindowBatches): BatchBuffer {
  if (shape.input.kind !== 'vectors') throw new Error('not vectors');
  return {
    input: new Float64Array(shape.time * shape.batch * shape.input.size).fill(77),
    target: new Float64Array(shape.batch * shape.output.size).fill(77),
    weights: new Float64Array(shape.batch).fill(77),
  };
}

/** Column values are row numbers, so that a batch tells where it was read. */
const column = (name: string, rows: number, factor: number) => ({
  name,
  values: Float64Array.from({ length: rows }, (_, i) => i * factor),
  scaling: { shift: 0, scale: 1 },
});

const layouts = fc.record({
  lengths: fc.array(fc.integer({ min: 1, max: 25 }), { minLength: 1, maxLength: 5 }),
  gap: fc.nat(3),
  window: fc.integer({ min: 1, max: 6 }),
  horizon: fc.integer({ min: 1, max: 4 }),
  batch: fc.integer({ min: 1, max: 7 }),
  seed: fc.option(fc.nat(1000), { nil: undefined }),
  epoch: fc.nat(3),
});

describe('forecasting batches', () => {
  it('hold every window that lies in one segment, once, and none that crosses a boundary', () => {
    fc.assert(
      fc.property(layouts, ({ lengths, gap, window, horizon, batch, seed, epoch }) => {
        let row = 0;
        const segments = lengths.map((length) => {
          const start = row + gap;
          row = start + length;
          return { start, end: row };
        });
        const [a, b] = [column('a', row, 1), column('b', row, 1000)];
        const options = { inputs: [b, a], targets: [a, b], segments, window, horizon, batch, seed };
        const batches = new WindowBatches(options);
        const starts: number[] = [];
        for (let index = 0; index < batches.count; index++) {
          const buffer = bufferFor(batches);
          const count = batches.read(epoch, index, buffer);
          assert.equal(count, buffer.weights.filter((weight) => weight === 1).length);
          for (let n = 0; n < batch; n++) {
            const at = (t: number, i: number) => buffer.input[(t * batch + n) * 2 + i];
            const target = (h: number, k: number) => buffer.target[(n * horizon + h) * 2 + k];
            const start = at(0, 1);
            if (buffer.weights[n] === 0) {
              for (let t = 0; t < window; t++) assert.deepEqual([at(t, 0), at(t, 1)], [0, 0]);
              for (let h = 0; h < horizon; h++) assert.deepEqual([target(h, 0), target(h, 1)], [0, 0]);
              continue;
            }
            starts.push(start);
            assert.equal(batches.start(epoch, index * batch + n), start);
            for (let t = 0; t < window; t++) assert.deepEqual([at(t, 0), at(t, 1)], [1000 * (start + t), start + t]);
            for (let h = 0; h < horizon; h++) {
              assert.deepEqual([target(h, 0), target(h, 1)], [start + window + h, 1000 * (start + window + h)]);
            }
          }
        }
        const expected = segments.flatMap((segment) =>
          Array.from({ length: windowsIn(segment, window, horizon) }, (_, i) => segment.start + i),
        );
        assert.equal(batches.predictions, expected.length);
        if (seed === undefined) assert.deepEqual(starts, expected, 'in order without a seed');
        assert.deepEqual(
          starts.sort((x, y) => x - y),
          expected,
        );
        // Every row of a segment that a window fits into is used.
        for (const segment of segments) {
          if (windowsIn(segment, window, horizon) === 0) continue;
          for (let r = segment.start; r < segment.end; r++) {
            assert.ok(
              starts.some((start) => r >= start && r < start + window + horizon),
              `row ${r}`,
            );
          }
        }
      }),
    );
  });

  it('are shuffled anew every epoch, the same way every time', () => {
    const a = column('a', 60, 1);
    const segments = [{ start: 0, end: 60 }];
    const options = { inputs: [a], targets: [a], segments, window: 3, horizon: 1, batch: 8 };
    const order = (seed: number, epoch: number) => {
      const batches = new WindowBatches({ ...options, seed });
      return Array.from({ length: batches.predictions }, (_, n) => batches.start(epoch, n));
    };
    assert.deepEqual(order(1, 2), order(1, 2));
    assert.notDeepEqual(order(1, 2), order(1, 3));
    assert.notDeepEqual(order(1, 2), order(2, 2));
    const batches = new WindowBatches({ ...options, seed: 1 });
    const read = (epoch: number, index: number) => {
      const buffer = bufferFor(batches);
      batches.read(epoch, index, buffer);
      return buffer;
    };
    const first = read(4, 3);
    read(9, 0);
    assert.deepEqual(read(4, 3), first);
  });

  it('are scaled', () => {
    const a = { ...column('a', 10, 1), scaling: { shift: 5, scale: 2 } };
    const batches = new WindowBatches({
      inputs: [a],
      targets: [a],
      segments: [{ start: 0, end: 10 }],
      window: 2,
      horizon: 1,
      batch: 1,
    });
    const buffer = bufferFor(batches);
    batches.read(0, 3, buffer);
    assert.deepEqual([...buffer.input, ...buffer.target], [-1, -0.5, 0]);
  });
});
