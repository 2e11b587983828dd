import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { CurveView } from '../../engine/contracts/view';
import { interpolate, lowerBound, mergeCurves, nearest, recent, spread } from '../../webview/curves/curve';

function curve(step: readonly number[], loss: number): CurveView {
  const column = step.map(() => loss);
  return {
    step,
    epoch: step.map((value) => value / 10),
    time: step.map((value) => value * 100),
    loss: column,
    min: column,
    max: column,
    gradientNorm: column,
    rate: column,
    tokensPerSecond: column,
  };
}

describe('curve', () => {
  it('puts detail in the place of the points that it covers', () => {
    const merged = mergeCurves(curve([10, 20, 30, 40, 50], 1), curve([18, 19, 20, 21, 33], 2));
    assert.deepEqual(merged.step, [10, 18, 19, 20, 21, 33, 40, 50]);
    assert.deepEqual(merged.loss, [1, 2, 2, 2, 2, 2, 1, 1]);
    assert.ok(Object.values(merged).every((column) => column.length === 8));
  });

  it('is the base without detail, and keeps points that came after it', () => {
    const base = curve([10, 20], 1);
    assert.equal(mergeCurves(base, undefined), base);
    assert.equal(mergeCurves(base, curve([], 2)), base);
    assert.deepEqual(mergeCurves(curve([10, 20, 60], 1), curve([5, 15, 20], 2)).step, [5, 15, 20, 60]);
  });

  it('merges into ascending steps whatever the detail', () => {
    const ascending = fc.uniqueArray(fc.integer({ min: 0, max: 500 })).map((steps) => steps.toSorted((a, b) => a - b));
    fc.assert(
      fc.property(ascending, ascending, (base, detail) => {
        const { step } = mergeCurves(curve(base, 1), curve(detail, 2));
        assert.ok(step.every((value, i) => i === 0 || value > step[i - 1]));
      }),
    );
  });

  it('interpolates between and beyond the points', () => {
    assert.equal(interpolate([0, 10], [0, 100], 2.5), 25);
    assert.equal(interpolate([0, 10, 20], [0, 100, 300], 15), 200);
    assert.equal(interpolate([0, 10], [0, 100], 12), 120);
    assert.equal(interpolate([10, 20], [1, 2], 0), 0);
    assert.equal(interpolate([], [], 7), 7);
    assert.equal(interpolate([3], [9], 7), 9);
    assert.equal(interpolate([5, 5], [1, 2], 5), 1);
  });

  it('finds the first that is not less, and the nearest', () => {
    assert.equal(lowerBound([1, 3, 3, 7], 3), 1);
    assert.equal(lowerBound([1, 3, 3, 7], 8), 4);
    assert.equal(nearest([], 3), -1);
    assert.equal(nearest([1, 4, 9], 6), 1);
    assert.equal(nearest([1, 4, 9], 7), 2);
    assert.equal(nearest([1, 4, 9], -5), 0);
    assert.equal(nearest([1, 4, 9], 50), 2);
  });

  it('takes the middle of the last values, whatever one of them does', () => {
    assert.equal(recent([1, 1, 1, 5, 6, 900, null, 7, 5.5], 5), 6);
    assert.equal(recent([3]), 3);
    assert.equal(recent([Number.NaN]), undefined);
  });

  it('spreads indices evenly with both ends among them', () => {
    assert.deepEqual(spread(3, 10), [0, 1, 2]);
    assert.deepEqual(spread(11, 3), [0, 5, 10]);
    const many = spread(12345, 200);
    assert.equal(many.length, 200);
    assert.equal(new Set(many).size, 200);
    assert.equal(many.at(-1), 12344);
  });
});
