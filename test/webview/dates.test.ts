import assert from 'node:assert/strict';
import { rowNames } from '../../webview/format/dates';

describe('rowNames', () => {
  it('writes dates in the language of the window, short on an axis', () => {
    const names = rowNames(['2016-03-01', '2016-03-02', '2016-03-03'], 'en');
    assert.equal(names.dated, true);
    assert.equal(names.full(1), 'Mar 2, 2016');
    assert.equal(names.axis(1), 'Mar 2');
    assert.equal(rowNames(['2016-03-01', '2016-03-02'], 'zh-cn').full(0), '2016年3月1日');
  });

  it('shows the clock when the rows have one, whatever the time zone here', () => {
    const names = rowNames(['2016-03-01T13:00:00Z', '2016-03-01T14:00:00Z'], 'en-GB');
    assert.match(names.full(0), /1 Mar 2016.*13:00/);
    assert.equal(names.axis(1), '14:00');
  });

  it('shows years alone over a long time', () => {
    assert.equal(rowNames(['2000-01-01', '2010-01-01'], 'en').axis(1), '2010');
  });

  it('leaves row numbers as they are', () => {
    const names = rowNames(['12', '13'], 'en');
    assert.equal(names.dated, false);
    assert.equal(names.full(1), '13');
    assert.equal(names.full(7), '');
    assert.equal(rowNames(['2016-99-99', '2016-01-01'], 'en').dated, false);
    assert.equal(rowNames([], 'en').dated, false);
  });
});
