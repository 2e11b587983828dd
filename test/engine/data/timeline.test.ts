import assert from 'node:assert/strict';
import type { TableData } from '../../../engine/contracts/data';
import { recogniseSeason } from '../../../engine/data/season';
import { advance, recogniseSpacing, Timeline } from '../../../engine/data/timeline';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const dates = (...texts: string[]) => Float64Array.from(texts, (text) => Date.parse(text));
const whole = (values: Float64Array) => [{ start: 0, end: values.length }];

function timeline(values: Float64Array, kind: 'date' | 'number' = 'date', series = whole(values)): Timeline {
  const table: TableData = { kind: 'table', columns: [{ name: 't', kind, values }], rows: values.length, repairs: [] };
  return Timeline.of(table, 't', series);
}

describe('timeline', () => {
  it('goes on by the spacing of the rows, months by the calendar', () => {
    const cases: [Float64Array, string[]][] = [
      [dates('2024-02-27', '2024-02-28'), ['2024-02-28', '2024-02-29', '2024-03-01']],
      [dates('2024-01-01', '2024-02-01', '2024-03-01'), ['2024-03-01', '2024-04-01', '2024-05-01']],
      [dates('2023-11-30', '2023-12-31'), ['2023-12-31', '2024-01-31', '2024-02-29']],
      [dates('2023-12-28', '2024-01-28', '2024-02-28'), ['2024-02-28', '2024-03-28', '2024-04-28']],
      [dates('2023-10-01', '2024-01-01'), ['2024-01-01', '2024-04-01', '2024-07-01']],
      [dates('2022-06-30', '2023-06-30'), ['2023-06-30', '2024-06-30', '2025-06-30']],
      [
        dates('2024-01-01T22:00Z', '2024-01-01T23:00Z'),
        ['2024-01-01T23:00:00Z', '2024-01-02T00:00:00Z', '2024-01-02T01:00:00Z'],
      ],
    ];
    for (const [values, expected] of cases) {
      const last = values.length - 1;
      const found = timeline(values);
      assert.deepEqual(
        [last, last + 1, last + 2].map((row) => found.label(row, last)),
        expected,
      );
    }
  });

  it('takes the median where a row is missing', () => {
    const found = recogniseSpacing(
      dates('2024-01-01', '2024-01-02', '2024-01-05', '2024-01-06'),
      [{ start: 0, end: 4 }],
      true,
    );
    assert.deepEqual(found, { kind: 'fixed', step: DAY });
  });

  it('does not measure across series', () => {
    const values = dates('2024-01-01', '2024-01-02', '2020-01-01', '2020-01-02');
    const found = timeline(values, 'date', [
      { start: 0, end: 2 },
      { start: 2, end: 4 },
    ]);
    assert.deepEqual(found.spacing, { kind: 'fixed', step: DAY });
    assert.equal(found.label(2, 1), '2024-01-03');
    assert.ok(found.compare(1, 3) > 0);
  });

  it('names rows by number without times, and by value with numeric ones', () => {
    const table: TableData = { kind: 'table', columns: [], rows: 3, repairs: [] };
    assert.equal(Timeline.of(table, undefined, [{ start: 0, end: 3 }]).label(3, 2), '4');
    assert.equal(timeline(Float64Array.of(10, 20, 30), 'number').label(4, 2), '50');
  });

  it('keeps the time of day, also before 1970', () => {
    const value = Date.parse('1969-01-31T06:30Z');
    const next = advance(value, { kind: 'months', months: 1, last: false }, 1);
    assert.equal(new Date(next).toISOString(), '1969-02-28T06:30:00.000Z');
  });
});

describe('season', () => {
  it('follows from the spacing, where the rows hold it twice', () => {
    const cases: [number, number, number][] = [
      [HOUR, 1000, 24],
      [HOUR, 47, 1],
      [DAY, 730, 365],
      [DAY, 729, 7],
      [DAY, 13, 1],
      [7 * DAY, 200, 52],
      [30.44 * DAY, 100, 12],
      [91 * DAY, 30, 4],
      [365.25 * DAY, 100, 1],
      [HOUR / 2, 200, 48],
      [HOUR / 6, 200, 6],
      [6 * HOUR, 100, 4],
      [1000, 1000, 60],
    ];
    for (const [spacing, rows, expected] of cases) {
      const { length, reason } = recogniseSeason(spacing, rows);
      assert.equal(length, expected, `${spacing / HOUR} h, ${rows} rows`);
      assert.match(reason, /^The .*\.$/);
    }
    assert.equal(recogniseSeason(undefined, 1000).length, 1);
  });
});
