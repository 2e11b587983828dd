import assert from 'node:assert/strict';
import type { ByteSource } from '../../../engine/contracts/data';
import { csvFormat } from '../../../engine/data/formats/csv';
import { assertProblem, dataConfig, readTable, sourceOf, valuesOf } from './support';

const missing = (policy: 'error' | 'drop' | 'forward' | 'interpolate') => ({ missing: { tokens: ['', 'NA'], policy } });

describe('CSV tables', () => {
  it('finds delimiter, header and types', async () => {
    for (const delimiter of [',', ';', '\t', '|']) {
      const rows = [
        ['day', 'a', 'name'],
        ['2024-01-01', '1.5', 'x'],
        ['2024-01-02', '-2e1', '"y, z"'],
      ];
      const table = await readTable(rows.map((row) => row.join(delimiter)).join('\n'), { group: 'name' });
      assert.deepEqual(
        table.columns.map(({ name, kind }) => [name, kind]),
        [
          ['day', 'date'],
          ['a', 'number'],
          ['name', 'text'],
        ],
      );
      assert.deepEqual(valuesOf(table, 'a'), [1.5, -20]);
      assert.deepEqual(valuesOf(table, 'name'), ['x', 'y, z']);
    }
  });

  it('keeps only the columns that are used: numbers, the time, and those that are named', async () => {
    const content = 'day,a,b,name\n2024-01-01,1,2,x\n2024-01-02,3,4,y\n';
    assert.deepEqual(
      (await readTable(content)).columns.map(({ name }) => name),
      ['day', 'a', 'b'],
    );
    assert.deepEqual(
      (await readTable(content, { target: ['b'] })).columns.map(({ name }) => name),
      ['day', 'b'],
    );
  });

  it('reads a byte order mark, CRLF, quoted line ends and blank lines', async () => {
    const table = await readTable('\uFEFFa,"b\r\nc"\r\n1,2\r\n\r\n3,4\r\n\r\n');
    assert.deepEqual(
      table.columns.map(({ name }) => name),
      ['a', 'b\nc'],
    );
    assert.deepEqual(valuesOf(table, 'a'), [1, 3]);
  });

  it('reads UTF-16 and GB18030 tables', async () => {
    const utf16 = Uint8Array.from(Buffer.from('\uFEFF日期,值\n2024-01-01,5\n', 'utf16le'));
    assert.deepEqual(valuesOf(await readTable(utf16), '值'), [5]);
    // 日期,数值
    const header = [0xc8, 0xd5, 0xc6, 0xda, 0x2c, 0xca, 0xfd, 0xd6, 0xb5, 0x0a];
    const gb = Uint8Array.from([...header, ...Buffer.from('2024-01-01,5\n2024-01-02,6\n')]);
    assert.deepEqual(valuesOf(await readTable(gb), '数值'), [5, 6]);
  });

  it('names the columns of a table without header', async () => {
    const table = await readTable('1,2\n3,4\n');
    assert.deepEqual(
      table.columns.map(({ name }) => name),
      ['column 1', 'column 2'],
    );
    assert.deepEqual(valuesOf(table, 'column 1'), [1, 3]);
  });

  it('takes numbers above numbers for names when the experiment says so', async () => {
    const table = await readTable('2019,2020\n3,4\n', { header: true });
    assert.deepEqual(valuesOf(table, '2020'), [4]);
    const years = await readTable('country,2019,2020\nx,3,4\n');
    assert.deepEqual(valuesOf(years, 'column 3'), [2020, 4], 'numbers above numbers alone do not make a header');
    assert.deepEqual(valuesOf(await readTable('a,2020\n1,4\n'), '2020'), [4], 'a name above a number does');
  });

  it('reads a decimal comma where the delimiter is a semicolon', async () => {
    const table = await readTable('a;b\n1,5;2\n-0,25;3.5\n');
    assert.deepEqual(valuesOf(table, 'a'), [1.5, -0.25]);
    assert.deepEqual(valuesOf(table, 'b'), [2, 3.5]);
  });

  it('obeys a named delimiter and refuses an impossible one', async () => {
    const table = await readTable('a:b\n1:2\n', { delimiter: ':' });
    assert.deepEqual(valuesOf(table, 'b'), [2]);
    await assertProblem(() => readTable('a,b\n1,2\n', { delimiter: '"' }), 'table.delimiter', {
      path: 'data.delimiter',
    });
  });

  describe('dates', () => {
    it('finds out whether the day or the month comes first', async () => {
      const dayFirst = await readTable('t,a\n01/02/2024,1\n13/02/2024,2\n');
      assert.deepEqual(valuesOf(dayFirst, 't'), ['2024-02-01T00:00:00.000Z', '2024-02-13T00:00:00.000Z']);
      const monthFirst = await readTable('t,a\n01/02/2024,1\n01/13/2024,2\n');
      assert.deepEqual(valuesOf(monthFirst, 't'), ['2024-01-02T00:00:00.000Z', '2024-01-13T00:00:00.000Z']);
      const points = await readTable('t,a\n01.02.2024,1\n02.02.2024,2\n');
      assert.deepEqual(valuesOf(points, 't')[0], '2024-02-01T00:00:00.000Z');
    });

    it('refuses dates that can be read both ways, and dates of mixed orders', async () => {
      await assertProblem(() => readTable('t,a\n01/02/2024,1\n03/04/2024,2\n'), 'table.date-order', {
        file: 'table.csv',
      });
      const mixed = 't,a\n13/02/2024,1\n14/02/2024,2\n02/15/2024,3\n';
      await assertProblem(() => readTable(mixed), 'table.not-date', { line: 4, column: 1 });
    });

    it('does not mind the dates of a column that is not used', async () => {
      const table = await readTable('t,x,a\n2024-01-01,01/02/2024,1\n2024-01-02,03/04/2024,2\n');
      assert.deepEqual(valuesOf(table, 'a'), [1, 2]);
    });

    it('refuses a day that the calendar lacks', async () => {
      const content = 't,a\n2024-01-01,1\n2024-01-02,2\n2024-02-30,3\n';
      const problem = await assertProblem(() => readTable(content), 'table.not-date', { line: 4, column: 1 });
      assert.equal(problem.arguments.text, '2024-02-30');
    });
  });

  describe('order', () => {
    it('puts rows in the order of time, series after series', async () => {
      const content = 't,g,a\n2024-01-02,x,2\n2024-01-01,y,3\n2024-01-01,x,1\n2024-01-02,y,4\n';
      const table = await readTable(content, { group: 'g' });
      assert.deepEqual(valuesOf(table, 'g'), ['x', 'x', 'y', 'y']);
      assert.deepEqual(valuesOf(table, 'a'), [1, 2, 3, 4]);
    });

    it('orders by a numeric column when it is named', async () => {
      const table = await readTable('n,a\n3,30\n1,10\n2,20\n', { time: 'n' });
      assert.deepEqual(valuesOf(table, 'a'), [10, 20, 30]);
    });

    it('refuses repeated times, which want a group', async () => {
      const content = 't,g,a\n2024-01-01,x,1\n2024-01-01,y,2\n2024-01-02,x,3\n2024-01-02,y,4\n';
      const problem = await assertProblem(() => readTable(content), 'table.time-repeated', { path: 'data.group' });
      assert.equal(problem.arguments.count, 2);
    });

    it('keeps the few repeated hours of a clock change', async () => {
      const hours = Array.from({ length: 300 }, (_, i) => new Date(3_600_000 * (i < 150 ? i : i - 1)).toISOString());
      const table = await readTable(`t,a\n${hours.map((hour, i) => `${hour},${i}`).join('\n')}\n`);
      assert.equal(table.rows, 300);
      assert.deepEqual(valuesOf(table, 'a').slice(148, 152), [148, 149, 150, 151]);
    });

    it('takes groups that look like numbers as names', async () => {
      const table = await readTable('g,a\n1,10\n2,20\n1,11\n', { group: 'g' });
      assert.deepEqual(valuesOf(table, 'g'), ['1', '1', '2']);
      assert.deepEqual(valuesOf(table, 'a'), [10, 11, 20]);
    });
  });

  describe('missing values', () => {
    const gaps = 't,a\n2024-01-01,1\n2024-01-02,\n2024-01-04,NA\n2024-01-05,9\n';

    it('are refused with their place by default', async () => {
      const problem = await assertProblem(() => readTable(gaps), 'table.missing', {
        file: 'table.csv',
        line: 3,
        column: 12,
      });
      assert.equal(problem.arguments.column, 'a');
    });

    it('drop their rows, and it is told how many', async () => {
      const table = await readTable(gaps, missing('drop'));
      assert.deepEqual(valuesOf(table, 'a'), [1, 9]);
      assert.equal(table.rows, 2);
      assert.deepEqual(table.repairs, [{ column: 'a', count: 2, policy: 'drop' }]);
    });

    it('are filled forward', async () => {
      const table = await readTable(gaps, missing('forward'));
      assert.deepEqual(valuesOf(table, 'a'), [1, 1, 1, 9]);
      assert.deepEqual(table.repairs, [{ column: 'a', count: 2, policy: 'forward' }]);
    });

    it('are interpolated by time, or by row without one', async () => {
      assert.deepEqual(valuesOf(await readTable(gaps, missing('interpolate')), 'a'), [1, 3, 7, 9]);
      assert.deepEqual(
        valuesOf(await readTable('a,b\n1,0\nNA,0\nNA,0\n4,0\n', missing('interpolate')), 'a'),
        [1, 2, 3, 4],
      );
    });

    it('are filled in the order of time and never from another series', async () => {
      const content = 't,g,a\n2024-01-02,x,NA\n2024-01-01,x,5\n2024-01-01,y,7\n2024-01-02,y,8\n';
      assert.deepEqual(valuesOf(await readTable(content, { ...missing('forward'), group: 'g' }), 'a'), [5, 5, 7, 8]);
      const first = 't,g,a\n2024-01-01,x,5\n2024-01-02,x,6\n2024-01-01,y,NA\n2024-01-02,y,8\n';
      const work = () => readTable(first, { ...missing('forward'), group: 'g' });
      await assertProblem(work, 'table.missing-forward', { line: 4, column: 14 });
    });

    it('are refused where nothing is around to fill them from', async () => {
      const last = 'a,b\n1,0\n2,0\nNA,0\n';
      assert.deepEqual(valuesOf(await readTable(last, missing('forward')), 'a'), [1, 2, 2]);
      await assertProblem(() => readTable(last, missing('interpolate')), 'table.missing-interpolate', {
        line: 4,
        column: 1,
      });
    });

    it('never stand for a time or a group', async () => {
      const content = 't,a\n2024-01-01,1\nNA,2\n2024-01-03,3\n';
      await assertProblem(() => readTable(content, missing('forward')), 'table.missing-key', { line: 3, column: 1 });
      assert.deepEqual(valuesOf(await readTable(content, missing('drop')), 'a'), [1, 3]);
    });

    it('include the empty lines inside a table of one column, but not those at its end', async () => {
      assert.deepEqual(valuesOf(await readTable('a\n1\n\n3\n\n\n', missing('interpolate')), 'a'), [1, 2, 3]);
      await assertProblem(() => readTable('a\n1\n\n3\n'), 'table.missing', { line: 3, column: 1 });
    });

    it('are text when they are not among the tokens', async () => {
      const content = 'a\n1\n2\n?\n';
      await assertProblem(() => readTable(content), 'table.not-number', { line: 4, column: 1 });
      const table = await readTable(content, { missing: { tokens: ['?'], policy: 'drop' } });
      assert.deepEqual(valuesOf(table, 'a'), [1, 2]);
    });
  });

  describe('refuses, with line and column,', () => {
    it('text in a column of numbers', async () => {
      const content = 'id,a\n1,10\n2,20\n3,thirty\n4,40\n';
      const problem = await assertProblem(() => readTable(content), 'table.not-number', {
        file: 'table.csv',
        line: 4,
        column: 3,
      });
      assert.deepEqual([problem.arguments.text, problem.arguments.column], ['thirty', 'a']);
    });

    it('numbers that overflow', async () => {
      await assertProblem(() => readTable('a\n1\n1e999\n'), 'table.not-finite', { line: 3, column: 1 });
    });

    it('ragged rows', async () => {
      const long = await assertProblem(() => readTable('a,b\n1,2\n3,4,5\n'), 'table.ragged', { line: 3, column: 5 });
      assert.deepEqual([long.arguments.found, long.arguments.expected], [3, 2]);
      await assertProblem(() => readTable('a,b\n1,2\n3\n'), 'table.ragged', { line: 3, column: 1 });
    });

    it('duplicate names', async () => {
      await assertProblem(() => readTable('a,b,a\n1,2,3\n'), 'table.duplicate-name', { line: 1, column: 5 });
    });
  });

  it('refuses unknown columns at the place that names them', async () => {
    const content = 'a,b\n1,2\n';
    const target = await assertProblem(() => readTable(content, { target: ['a', 'c'] }), 'table.unknown-column', {
      path: 'data.target.1',
    });
    assert.equal(target.arguments.columns, 'a, b');
    await assertProblem(() => readTable(content, { columns: ['x'] }), 'table.unknown-column', {
      path: 'data.columns.0',
    });
    await assertProblem(() => readTable(content, { time: 'x' }), 'table.unknown-column', { path: 'data.time' });
    await assertProblem(() => readTable(content, { group: 'x' }), 'table.unknown-column', { path: 'data.group' });
  });

  it('refuses a text column as time, and tables without rows', async () => {
    await assertProblem(() => readTable('t,a\nx,1\ny,2\n', { time: 't' }), 'table.text-time', { path: 'data.time' });
    await assertProblem(() => readTable('a,b\n'), 'table.no-rows');
    await assertProblem(() => readTable('\n\n'), 'table.no-rows');
  });

  it('refuses what would not fit before it takes the memory', async () => {
    const content = `a,b\n${'1,2\n'.repeat(1000)}`;
    await readTable(content);
    const needed = 1000 * (2 * 8 + 12);
    const read = (memory: number) => csvFormat.read(sourceOf(content, 't.csv'), dataConfig, { memory });
    await read(needed);
    await assertProblem(() => read(needed - 1), 'data.memory', { file: 't.csv' });
  });

  it('stops at the row where a huge table outgrows the memory', async () => {
    const line = new TextEncoder().encode('1,2,3,4\n'.repeat(131072));
    let blocks = 0;
    const endless: ByteSource = {
      name: 'huge.csv',
      size: 1e13,
      read: async (_offset, length) => {
        blocks++;
        assert.ok(blocks < 20, 'read on and on');
        return line.subarray(0, length);
      },
    };
    await assertProblem(() => csvFormat.read(endless, dataConfig, { memory: 1e6 }), 'data.memory');
  });

  it('reads a table with one row that no line end closes', async () => {
    assert.deepEqual(valuesOf(await readTable('a,b\n1,2'), 'b'), [2]);
  });
});
