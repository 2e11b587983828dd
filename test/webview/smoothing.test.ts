import assert from 'node:assert/strict';
import fc from 'fast-check';
import { smooth } from '../../webview/curves/smoothing';

const steps = (count: number, stride = 1): number[] => Array.from({ length: count }, (_, i) => (i + 1) * stride);

describe('smooth', () => {
  it('leaves the values alone without weight', () => {
    const values = [3, 1, 4, 1, 5];
    smooth(values, steps(5), 0, 1).forEach((value, i) => assert.ok(Math.abs(value - values[i]) < 1e-12));
  });

  it('is not drawn towards zero at the start', () => {
    assert.deepEqual(
      smooth([2, 2, 2], steps(3), 0.99, 1).map((value) => Math.round(value * 1e9) / 1e9),
      [2, 2, 2],
    );
  });

  it('gives the debiased mean of the textbook for evenly spaced points', () => {
    const weight = 0.8;
    const values = [5, 3, 4, 1];
    let mean = 0;
    const expected = values.map((value, i) => {
      mean = weight * mean + (1 - weight) * value;
      return mean / (1 - weight ** (i + 1));
    });
    smooth(values, steps(4), weight, 1).forEach((value, i) => assert.ok(Math.abs(value - expected[i]) < 1e-12));
  });

  it('smooths a stretch with many points as much as one with few', () => {
    const line = (count: number, stride: number): number[] => steps(count, stride).map((step) => step / 100);
    const coarse = smooth(line(100, 10), steps(100, 10), 0.9, 10).at(-1)!;
    const fine = smooth(line(1000, 1), steps(1000, 1), 0.9, 10).at(-1)!;
    assert.ok(Math.abs(coarse - fine) < 0.06, `${coarse} against ${fine}`);
  });

  it('leaves a gap where a value is not finite and goes on behind it', () => {
    const smoothed = smooth([1, null, Number.NaN, Number.POSITIVE_INFINITY, 1], steps(5), 0.9, 1);
    assert.equal(smoothed[0], 1);
    assert.ok(smoothed.slice(1, 4).every(Number.isNaN));
    assert.ok(Math.abs(smoothed[4] - 1) < 1e-12);
  });

  it('stays between the least and the greatest value', () => {
    const value = fc.double({ min: -1e6, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(
        fc.array(value, { minLength: 1 }),
        fc.double({ min: 0, max: 0.99, noNaN: true }),
        (values, weight) => {
          const smoothed = smooth(values, steps(values.length, 3), weight, 5);
          const room = 1e-6 * Math.max(1, ...values.map(Math.abs));
          assert.ok(Math.min(...smoothed) >= Math.min(...values) - room);
          assert.ok(Math.max(...smoothed) <= Math.max(...values) + room);
        },
      ),
    );
  });
});
