import assert from 'node:assert/strict';
import { toCsv } from '../../engine/run/csv-text';
import { forecastCsv } from '../../webview/run/forecastSection';

describe('CSV', () => {
  it('quotes what needs quotes and writes numbers for machines', () => {
    assert.equal(
      toCsv(
        ['time', 'a "b", c'],
        [
          ['2020-01-01', 1234.5],
          ['x\ny', Number.NaN],
        ],
      ),
      'time,"a ""b"", c"\r\n2020-01-01,1234.5\r\n"x\ny",\r\n',
    );
  });

  it('of a forecast holds the predicted rows of every column', () => {
    const sample = {
      kind: 'forecast',
      labels: ['d1', 'd2', 'd3', 'd4'],
      columns: [
        { name: 'max', past: [1, 2], forecast: [3, 4] },
        { name: 'min', past: [0, 1], forecast: [2.5, -3] },
      ],
    } as const;
    assert.equal(forecastCsv(sample), 'time,max,min\r\nd3,3,2.5\r\nd4,4,-3\r\n');
  });
});
