import assert from 'node:assert/strict';
import { Formats } from '../../webview/format/formats';

describe('Formats', () => {
  const formats = new Formats('en');

  it('writes significant digits, zeros included, so that columns line up', () => {
    assert.equal(formats.number(1.5), '1.500');
    assert.equal(formats.number(12_345.6), '12,346');
    assert.equal(formats.number(0.012345), '0.01235');
    assert.equal(formats.number(0), '0');
    assert.equal(formats.short(1.5), '1.5');
    assert.equal(formats.short(0.002), '0.002');
  });

  it('writes very small and very large numbers in powers of ten', () => {
    assert.equal(formats.short(0.00001234), '1.23E-5');
    assert.equal(formats.number(123_456_789), '1.23E8');
  });

  it('says what is not a number, also after JSON made it null', () => {
    assert.equal(formats.number(Number.NaN), 'NaN');
    assert.equal(formats.number(null), 'NaN');
    assert.equal(formats.number(undefined), '\u2013');
    assert.equal(formats.integer(Number.POSITIVE_INFINITY), '\u221e');
    assert.equal(formats.compact(Number.NEGATIVE_INFINITY), '\u2212\u221e');
  });

  it('writes the two largest units of a duration', () => {
    assert.equal(formats.duration(0), '0s');
    assert.equal(formats.duration(4240), '4.2s');
    assert.equal(formats.duration(59_400), '59s');
    assert.equal(formats.duration(59_600), '1m');
    assert.equal(formats.duration(192_000), '3m 12s');
    assert.equal(formats.duration(3_600_000), '1h');
    assert.equal(formats.duration(3_599_600), '1h');
    assert.equal(formats.duration(93_784_000), '26h 3m');
  });

  it('writes shares with a sign only where a difference is meant', () => {
    assert.equal(formats.percent(0.288), '28.8%');
    assert.equal(formats.relative(0.1), '+10.0%');
    assert.equal(formats.relative(-0.288), '-28.8%');
    assert.equal(formats.relative(0), '0.0%');
  });

  it('follows the language of the window', () => {
    assert.equal(new Formats('de').number(1234.5), '1.235');
    assert.equal(new Formats('de').hundredths(1.5), '1,50');
    assert.equal(new Formats('zh-cn').compact(51_234), '5.12万');
    assert.equal(new Formats('zh-cn').duration(192_000), '3分钟 12秒');
  });
});
