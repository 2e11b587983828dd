import assert from 'node:assert/strict';
import { guessFormat } from '../../../engine/data/formats/guess';
import { assertProblem, dataConfig, sourceOf } from './support';

const guess = (content: string | Uint8Array | readonly number[], name: string) =>
  guessFormat(sourceOf(content, name), dataConfig.missing);
const table = 'day,price,shop\n2024-01-01,1.5,a\n2024-01-02,2,b\n2024-01-03,,a\n2024-01-04,1,a\n2024-01-05,1,a\n';

describe('guess of a file', () => {
  it('takes a table with a column of numbers for a table', async () => {
    assert.deepEqual(await guess(table, 'shops.csv'), {
      format: 'csv',
      bytes: table.length,
      encoding: 'utf-8',
      columns: [
        { name: 'day', kind: 'date' },
        { name: 'price', kind: 'number' },
        { name: 'shop', kind: 'text' },
      ],
      rows: 5,
    });
    assert.equal((await guess(table.replaceAll(',', '\t'), 'shops.tsv')).format, 'csv');
    assert.equal((await guess('a\n1\n2\n', 'one.csv')).format, 'csv');
  });

  it('takes everything else for text', async () => {
    const novel =
      'Call me Ishmael. Some years ago, never mind how long, I thought I would sail.\n"Yes," he said.\n'.repeat(9);
    for (const [content, name] of [
      [novel, 'novel.txt'],
      ['name,word\na,b\nc,d\n', 'words.csv'],
      ['const a = [1, 2];\nconst b = [3, 4];\n'.repeat(9), 'program.ts'],
      ['1,2\n3,4\n', 'short.txt'],
      ['他来到了北京大学。\n'.repeat(9), 'README'],
    ]) {
      assert.equal((await guess(content, name)).format, 'text', name);
    }
  });

  it('finds a table under another name when it is regular', async () => {
    assert.equal((await guess(table, 'shops.txt')).format, 'csv');
    assert.equal((await guess(table, 'folder.d/shops')).format, 'csv');
    assert.equal((await guess(`${table}ragged\n`, 'shops.txt')).format, 'text');
    assert.equal((await guess(table, 'shops.md')).format, 'text');
  });

  it('describes a broken table as far as it can, so that training tells what is wrong', async () => {
    const { format, columns } = await guess('a,b\n1,2\n3\n4,5\n', 'ragged.csv');
    assert.equal(format, 'csv');
    assert.deepEqual(
      columns?.map(({ kind }) => kind),
      ['number', 'number'],
    );
    assert.equal((await guess('a,b\n1,2\n3,4\n5,"x"y\n', 'quotes.csv')).format, 'csv');
  });

  it('reads only the beginning of a large file', async () => {
    const source = sourceOf(`a,b\n${'1,2\n'.repeat(500_000)}`, 'large.csv');
    let read = 0;
    const counting = {
      ...source,
      read: async (offset: number, length: number) =>
        source.read(offset, length).then((bytes) => ((read += bytes.length), bytes)),
    };
    const found = await guessFormat(counting, dataConfig.missing);
    assert.equal(found.rows, undefined);
    assert.equal(found.format, 'csv');
    assert.ok(read <= 300_000, `${read} bytes`);
  });

  it('tells the encoding, and refuses what is no text', async () => {
    const utf16 = Uint8Array.from(Buffer.from(`\uFEFF${table}`, 'utf16le'));
    assert.equal((await guess(utf16, 'shops.csv')).encoding, 'utf-16le');
    await assertProblem(() => guess([1, 0, 0, 2, 0, 0, 0, 255], 'model.bin'), 'data.binary');
    await assertProblem(() => guess('', 'empty.txt'), 'data.empty');
  });
});
