import * as assert from 'node:assert/strict';
import { LineBatches } from './worker/lines';

describe('lines that the bench learns by heart', () => {
  it('stand side by side, each from a blank start to its end', () => {
    const batches = new LineBatches(['ab', 'a']);
    const [input, target, weights] = [new Int32Array(6), new Int32Array(6), new Float32Array(6)];
    assert.deepEqual([batches.shape.time, batches.shape.batch, batches.predictions], [3, 2, 5]);
    assert.equal(batches.read(0, 0, { input, target, weights }), 5);
    // By steps: a, b are 1, 2; the edge of a line is 0.
    assert.deepEqual([...input], [0, 0, 1, 1, 2, 0]);
    assert.deepEqual([...target], [1, 1, 2, 0, 0, 0]);
    assert.deepEqual([...weights], [1, 1, 1, 1, 1, 0]);
  });
});
