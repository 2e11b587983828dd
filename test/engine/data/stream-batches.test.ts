import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { BatchBuffer } from '../../../engine/contracts/data';
import { StreamBatches } from '../../../engine/data/stream-batches';
import { TokenSequence } from '../../../engine/data/token-sequence';

function bufferFor({ shape }: StreamBatches): BatchBuffer {
  const size = shape.time * shape.batch;
  // What was there before must not matter.
  return {
    input: new Int32Array(size).fill(77),
    target: new Int32Array(size).fill(77),
    weights: new Float32Array(size).fill(77),
  };
}

describe('language-model batches', () => {
  it('predict every token of the part but the first, once, from the one before, in lanes that go on', () => {
    const sizes = fc.record({
      before: fc.nat(5),
      length: fc.integer({ min: 2, max: 120 }),
      after: fc.nat(5),
      batch: fc.integer({ min: 1, max: 9 }),
      window: fc.integer({ min: 1, max: 12 }),
    });
    fc.assert(
      fc.property(sizes, ({ before, length, after, batch, window }) => {
        const tokens = TokenSequence.from(Array.from({ length: before + length + after }, (_, i) => i + 1));
        const batches = new StreamBatches(tokens, { start: before, end: before + length }, 500, batch, window);
        assert.equal(batches.predictions, length - 1);
        const predicted = new Set<number>();
        const last = Array.from({ length: batch }, () => 0);
        for (let index = 0; index < batches.count; index++) {
          const buffer = bufferFor(batches);
          const count = batches.read(0, index, buffer);
          let weights = 0;
          for (let step = 0; step < window; step++) {
            for (let lane = 0; lane < batch; lane++) {
              const cell = step * batch + lane;
              const [input, target, weight] = [buffer.input[cell], buffer.target[cell], buffer.weights[cell]];
              weights += weight;
              if (weight === 0) {
                assert.deepEqual([input, target], [0, 0]);
                continue;
              }
              assert.equal(target, input + 1);
              assert.ok(input > before && target <= before + length, 'inside the part');
              assert.equal(batches.position(index, step, lane), target - 1 - before);
              assert.ok(!predicted.has(target));
              predicted.add(target);
              if (last[lane] > 0) assert.equal(input, last[lane], 'a lane goes on where it ended');
              last[lane] = target;
            }
          }
          assert.equal(count, weights);
          assert.ok(count > 0, 'no batch is empty');
        }
        assert.equal(predicted.size, length - 1);
      }),
    );
  });

  it('read the same at any time, in any order', () => {
    const tokens = TokenSequence.from(Array.from({ length: 50 }, (_, i) => i));
    const batches = new StreamBatches(tokens, { start: 0, end: 50 }, 50, 3, 4);
    const read = (epoch: number, index: number) => {
      const buffer = bufferFor(batches);
      batches.read(epoch, index, buffer);
      return buffer;
    };
    const second = read(0, 1);
    read(5, 3);
    assert.deepEqual(read(7, 1), second);
    assert.equal(batches.continuous, true);
  });
});
