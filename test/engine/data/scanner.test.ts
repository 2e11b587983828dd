import assert from 'node:assert/strict';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { type Cell, Scanner } from '../../../engine/data/table/scanner';
import { assertProblem } from './support';

function scan(pieces: readonly string[], delimiter = ','): readonly Cell[][] {
  const scanner = new Scanner(delimiter, 'table.csv');
  return [...pieces.flatMap((piece) => [...scanner.push(piece)]), ...scanner.end()].map((cells) => [...cells]);
}

const texts = (records: readonly (readonly Cell[])[]) => records.map((cells) => cells.map(({ text }) => text));

describe('scanner of delimited text', () => {
  it('agrees with csv-parse, however the text is cut into pieces', () => {
    const plain = fc.stringMatching(/^[a-z0-9 é世.'-]{0,5}$/);
    const quoted = fc.stringMatching(/^[a-z,;" \n世]{0,6}$/).map((text) => `"${text.replaceAll('"', '""')}"`);
    const record = fc.array(fc.oneof(plain, quoted), { minLength: 1, maxLength: 4 }).map((cells) => cells.join(','));
    const files = fc.tuple(
      fc.array(record, { minLength: 1, maxLength: 8 }),
      fc.constantFrom('\n', '\r\n'),
      fc.boolean(),
    );
    fc.assert(
      fc.property(files, fc.array(fc.nat(200), { maxLength: 6 }), ([records, end, closed], cuts) => {
        const text = records.join(end) + (closed ? end : '');
        const expected = parse(text, { relax_column_count: true, skip_empty_lines: false });
        const places = [0, ...cuts.filter((cut) => cut < text.length).sort((a, b) => a - b), text.length];
        const pieces = places.slice(1).map((place, i) => text.slice(places[i], place));
        assert.deepEqual(texts(scan(pieces)), expected);
      }),
    );
  });

  it('tells line and column of every cell, also after quoted line ends', () => {
    const records = scan(['a,b\n"x\ny', 'z",w\n,"",q\n']);
    const places = records.map((cells) => cells.map(({ text, line, column }) => [text, line, column]));
    assert.deepEqual(places, [
      [
        ['a', 1, 1],
        ['b', 1, 3],
      ],
      [
        ['x\nyz', 2, 1],
        ['w', 3, 5],
      ],
      [
        ['', 4, 1],
        ['', 4, 2],
        ['q', 4, 5],
      ],
    ]);
  });

  it('takes a quote inside a plain cell as it is', () => {
    assert.deepEqual(texts(scan(['5" pipe,b\n'])), [['5" pipe', 'b']]);
  });

  it('understands a lone carriage return as the end of a line', () => {
    assert.deepEqual(texts(scan(['a,b\r', '1,2\r'])), [
      ['a', 'b'],
      ['1', '2'],
    ]);
    assert.deepEqual(texts(scan(['a,b\r', '\n1,2'])), [
      ['a', 'b'],
      ['1', '2'],
    ]);
  });

  it('refuses a quote that is never closed, even before the end of a large file', async () => {
    const where = { file: 'table.csv', line: 2, column: 3 };
    await assertProblem(() => scan(['a,b\n1,"x\n2,3\n']), 'table.quote-open', where);
    const scanner = new Scanner(',', 'table.csv');
    const piece = '1,2\n'.repeat(100_000);
    let pieces = 0;
    await assertProblem(
      () => {
        for (const first of scanner.push('a,b\n1,"x\n')) assert.ok(first);
        for (; pieces < 100; pieces++) for (const record of scanner.push(piece)) assert.ok(record);
      },
      'table.quote-open',
      where,
    );
    assert.ok(pieces < 5, `${pieces} pieces read`);
  });

  it('refuses text after a closing quote', async () => {
    await assertProblem(() => scan(['a,b\n1,"x"y\n']), 'table.quote-text', { line: 2, column: 6 });
    await assertProblem(() => scan(['"a\nb"c,d\n']), 'table.quote-text', { line: 2, column: 3 });
  });
});
