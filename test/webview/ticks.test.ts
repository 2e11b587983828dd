import assert from 'node:assert/strict';
import fc from 'fast-check';
import { durationTicks, logTicks, niceTicks, tickDigits, wholeTicks } from '../../webview/charts/ticks';

describe('ticks', () => {
  it('are round numbers inside the range', () => {
    assert.deepEqual(niceTicks(0, 1, 5), [0, 0.2, 0.4, 0.6, 0.8, 1]);
    assert.deepEqual(niceTicks(1.31, 4.2, 6), [1.5, 2, 2.5, 3, 3.5, 4]);
    assert.deepEqual(niceTicks(-3, 3, 3), [-2, 0, 2]);
    assert.deepEqual(niceTicks(0.00012, 0.00031, 2), [0.0002, 0.0003]);
  });

  it('take a range without width, or without end', () => {
    assert.deepEqual(niceTicks(2, 2, 5), [2]);
    assert.deepEqual(niceTicks(0, Number.POSITIVE_INFINITY, 5), [0]);
    assert.deepEqual(niceTicks(Number.NaN, 1, 5), []);
    assert.deepEqual(logTicks(Number.NaN, 1, 5), []);
  });

  it('stay near the wanted number, in order and inside', () => {
    const range = fc.tuple(
      fc.double({ min: -1e9, max: 1e9, noNaN: true }),
      fc.double({ min: 1e-6, max: 1e9, noNaN: true }),
    );
    fc.assert(
      fc.property(range, fc.integer({ min: 2, max: 12 }), ([minimum, span], count) => {
        fc.pre(span / (Math.abs(minimum) + span) > 1e-9);
        const maximum = minimum + span;
        const ticks = niceTicks(minimum, maximum, count);
        const room = span * 1e-6;
        assert.ok(ticks.length <= 2 * count + 1, `${ticks.length} ticks`);
        assert.ok(ticks.every((tick) => tick >= minimum - room && tick <= maximum + room));
        assert.ok(ticks.every((tick, i) => i === 0 || tick > ticks[i - 1]));
      }),
    );
  });

  it('are written with as many digits as tell them apart', () => {
    assert.equal(tickDigits([0.0039, 0.00395, 0.004]), 3);
    assert.equal(tickDigits([0, 0.001, 0.002]), 1);
    assert.equal(tickDigits([1.5, 2, 2.5]), 2);
    assert.equal(tickDigits([0, 20_000, 40_000]), 1);
    assert.equal(tickDigits([1013.2, 1013.4]), 5);
    assert.equal(tickDigits([7]), 3);
    assert.equal(tickDigits([]), 3);
  });

  it('of steps are whole', () => {
    assert.deepEqual(wholeTicks(0, 3, 10), [0, 1, 2, 3]);
    assert.deepEqual(wholeTicks(0, 4320, 5), [0, 1000, 2000, 3000, 4000]);
  });

  it('of durations are those of a clock', () => {
    assert.deepEqual(durationTicks(0, 181_000, 5), [0, 60_000, 120_000, 180_000]);
    assert.deepEqual(durationTicks(0, 12_000, 6), [0, 2000, 4000, 6000, 8000, 10_000, 12_000]);
    assert.deepEqual(durationTicks(0, 3 * 3_600_000, 3), [0, 3_600_000, 7_200_000, 10_800_000]);
    assert.deepEqual(durationTicks(0, 500, 2), [0, 200, 400]);
  });

  it('of logarithms are powers of ten, 1-2-5 between them, or round values of a small stretch', () => {
    const values = (ticks: readonly number[]): number[] => ticks.map((tick) => Number((10 ** tick).toPrecision(6)));
    assert.deepEqual(values(logTicks(-3, 2, 6)), [0.001, 0.01, 0.1, 1, 10, 100]);
    assert.deepEqual(values(logTicks(0, 1, 5)), [1, 2, 5, 10]);
    assert.deepEqual(values(logTicks(Math.log10(1.2), Math.log10(2.1), 4)), [1.2, 1.4, 1.6, 1.8, 2]);
    assert.deepEqual(values(logTicks(-8, 8, 4)), [1e-8, 1e-4, 1, 1e4, 1e8]);
  });
});
