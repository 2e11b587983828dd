import assert from 'node:assert/strict';
import { clampRange, extent, padded, zoomed } from '../../webview/charts/range';

describe('range', () => {
  it('covers the finite values that are seen', () => {
    const series = [
      { x: [0, 1, 2, 3], y: [9, 1, null, 2] },
      { x: [0, 1, 2, 3], y: [Number.NaN, Number.POSITIVE_INFINITY, 0.5, undefined] },
    ];
    assert.deepEqual(extent(series), { min: 0.5, max: 9 });
    assert.deepEqual(extent(series, { min: 1, max: 3 }), { min: 0.5, max: 2 });
    assert.equal(extent([{ x: [1], y: [Number.NaN] }]), undefined);
  });

  it('leaves room, for a flat line and for nothing too', () => {
    assert.deepEqual(padded({ min: 0, max: 10 }, 0.1), { min: -1, max: 11 });
    assert.deepEqual(padded({ min: 5, max: 5 }), { min: 4.5, max: 5.5 });
    assert.deepEqual(padded({ min: 0, max: 0 }), { min: -1, max: 1 });
    assert.deepEqual(padded(undefined), { min: 0, max: 1 });
  });

  it('keeps a zoom inside its bounds and ends it when it covers them', () => {
    const bounds = { min: 0, max: 100 };
    assert.deepEqual(clampRange({ min: -20, max: 20 }, bounds), { min: 0, max: 40 });
    assert.deepEqual(clampRange({ min: 90, max: 120 }, bounds), { min: 70, max: 100 });
    assert.equal(clampRange({ min: -50, max: 150 }, bounds), undefined);
    assert.equal(clampRange({ min: 3, max: 3 }, bounds), undefined);
  });

  it('zooms around a place that stays where it is', () => {
    assert.deepEqual(zoomed({ min: 0, max: 10 }, 2, 0.5), { min: 1, max: 6 });
  });
});
