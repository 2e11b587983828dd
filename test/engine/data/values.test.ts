import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  readCommaNumber,
  readDayFirstDate,
  readIsoDate,
  readMonthFirstDate,
  readNamedMonthDate,
  readNumber,
} from '../../../engine/data/table/values';

const iso = (value: number | undefined) => (value === undefined ? undefined : new Date(value).toISOString());

describe('values of cells', () => {
  it('reads numbers with signs, points and exponents, and nothing else', () => {
    const numbers: [string, number][] = [
      ['1', 1],
      ['-0.5', -0.5],
      ['+.5', 0.5],
      ['3.', 3],
      ['1e3', 1000],
      ['-2.5E-2', -0.025],
    ];
    for (const [text, value] of numbers) assert.equal(readNumber(text), value);
    for (const text of ['', '1,5', '1 000', '0x10', 'NaN', 'Infinity', '1e', '.', '-', '12a', '1.2.3', '--1']) {
      assert.equal(readNumber(text), undefined, text);
    }
  });

  it('reads back every finite number as JavaScript writes it', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        // -0 is written 0.
        assert.equal(readNumber(String(value)), value + 0);
        assert.equal(readCommaNumber(String(value).replace('.', ',')), value + 0);
      }),
    );
  });

  it('reads a decimal comma beside a decimal point, but no thousands', () => {
    assert.equal(readCommaNumber('1,5'), 1.5);
    assert.equal(readCommaNumber('-,5e2'), -50);
    assert.equal(readCommaNumber('1.5'), 1.5);
    assert.equal(readCommaNumber('1.234,5'), undefined);
    assert.equal(readCommaNumber('1,234,567'), undefined);
  });

  it('reads ISO 8601 dates and times, with zones', () => {
    const dates: [string, string][] = [
      ['2024-02-29', '2024-02-29T00:00:00.000Z'],
      ['2024-03', '2024-03-01T00:00:00.000Z'],
      ['2024/3/1', '2024-03-01T00:00:00.000Z'],
      ['0099-01-01', '0099-01-01T00:00:00.000Z'],
      ['2024-03-01T12:30', '2024-03-01T12:30:00.000Z'],
      ['2024-03-01 12:30:15.25', '2024-03-01T12:30:15.250Z'],
      ['2024-03-01T12:00:00Z', '2024-03-01T12:00:00.000Z'],
      ['2024-03-01T12:00:00+01:30', '2024-03-01T10:30:00.000Z'],
      ['2024-03-01T00:00-0800', '2024-03-01T08:00:00.000Z'],
      ['2024-12-31T24:00', '2025-01-01T00:00:00.000Z'],
    ];
    for (const [text, expected] of dates) assert.equal(iso(readIsoDate(text)), expected, text);
    for (const text of [
      '2023-02-29',
      '2024-13-01',
      '2024-00-10',
      '2024-01-32',
      '2024-1/2',
      '24-01-01',
      '2024-01-01T25:00',
      '2024',
    ]) {
      assert.equal(readIsoDate(text), undefined, text);
    }
  });

  it('reads days and months in either order', () => {
    assert.equal(iso(readDayFirstDate('31/12/2024')), '2024-12-31T00:00:00.000Z');
    assert.equal(iso(readDayFirstDate('1.2.2024 08:05')), '2024-02-01T08:05:00.000Z');
    assert.equal(readDayFirstDate('12/31/2024'), undefined);
    assert.equal(iso(readMonthFirstDate('12/31/2024')), '2024-12-31T00:00:00.000Z');
    assert.equal(readMonthFirstDate('31/12/2024'), undefined);
    assert.equal(readMonthFirstDate('1.2.2024'), undefined);
    assert.equal(readDayFirstDate('1/2-2024'), undefined);
  });

  it('reads English names of months', () => {
    for (const text of ['Dec 31 2024', 'December 31, 2024', '31-dec-2024', '31 Dec. 2024']) {
      assert.equal(iso(readNamedMonthDate(text)), '2024-12-31T00:00:00.000Z', text);
    }
    assert.equal(readNamedMonthDate('Feb 30 2024'), undefined);
    assert.equal(readNamedMonthDate('Foo 3 2024'), undefined);
  });
});
