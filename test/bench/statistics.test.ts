import * as assert from 'node:assert/strict';
import { quantile, spreadOf } from './statistics';

describe('statistics of the bench', () => {
  it('take the middle, the least and the greatest of values in any order', () => {
    assert.deepEqual(spreadOf([5, 1, 9]), { median: 5, min: 1, max: 9 });
    assert.deepEqual(spreadOf([4, 1, 2, 10]), { median: 3, min: 1, max: 10 });
    assert.deepEqual(spreadOf([7]), { median: 7, min: 7, max: 7 });
  });

  it('leave the values as they were', () => {
    const values = [3, 1, 2];
    spreadOf(values);
    assert.deepEqual(values, [3, 1, 2]);
  });

  it('refuse to summarise nothing', () => {
    assert.throws(() => spreadOf([]), RangeError);
  });

  it('find quantiles between neighbours', () => {
    const values = [0, 10, 20, 30, 40];
    assert.equal(quantile(values, 0), 0);
    assert.equal(quantile(values, 0.5), 20);
    assert.equal(quantile(values, 0.9), 36);
    assert.equal(quantile(values, 1), 40);
  });
});
