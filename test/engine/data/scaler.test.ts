import assert from 'node:assert/strict';
import fc from 'fast-check';
import { scalers } from '../../../engine/data/scaler';

const scaled = (values: readonly number[], { shift, scale }: { shift: number; scale: number }) =>
  values.map((v) => (v - shift) / scale);
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

describe('scalers', () => {
  it('standard: mean 0 and standard deviation 1', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 2 }),
        fc.integer({ min: -1e6, max: 1e6 }),
        (values, far) => {
          fc.pre(new Set(values).size > 1);
          const moved = values.map((value) => value + far);
          const result = scaled(moved, scalers.standard(Float64Array.from(moved), [{ start: 0, end: moved.length }]));
          assert.ok(Math.abs(mean(result)) < 1e-7);
          assert.ok(Math.abs(mean(result.map((value) => value * value)) - 1) < 1e-7);
        },
      ),
    );
  });

  it('min-max: from 0 to 1', () => {
    const result = scaled([3, 7, 5], scalers['min-max'](Float64Array.of(3, 7, 5), [{ start: 0, end: 3 }]));
    assert.deepEqual(result, [0, 1, 0.5]);
  });

  it('none: as they are', () => {
    assert.deepEqual(scalers.none(Float64Array.of(3, 7), [{ start: 0, end: 2 }]), { shift: 0, scale: 1 });
  });

  it('see the rows of their ranges alone', () => {
    const values = Float64Array.of(1e9, 1, 3, -1e9, 5, 1e9);
    const ranges = [
      { start: 1, end: 3 },
      { start: 4, end: 5 },
    ];
    assert.deepEqual(scalers['min-max'](values, ranges), { shift: 1, scale: 4 });
    assert.equal(scalers.standard(values, ranges).shift, 3);
  });

  it('leave the scale of a constant column at 1, also where rounding gives it a spread', () => {
    for (const value of [0, 4, 0.1, 1e12 / 3]) {
      const values = new Float64Array(1001).fill(value);
      for (const kind of ['standard', 'min-max'] as const) {
        const { shift, scale } = scalers[kind](values, [{ start: 0, end: 1001 }]);
        assert.equal(scale, 1, `${kind} of ${value}`);
        assert.ok(Math.abs(value - shift) <= Math.abs(value) * 1e-12);
      }
    }
  });
});
