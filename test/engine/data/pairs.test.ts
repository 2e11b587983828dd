import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { ByteSource, Format, PairData } from '../../../engine/contracts/data';
import type { DataConfig } from '../../../engine/contracts/experiment';
import { alignedFormat } from '../../../engine/data/formats/aligned';
import { conllFormat } from '../../../engine/data/formats/conll';
import { jsonLinesFormat } from '../../../engine/data/formats/json-lines';
import { tabPairsFormat } from '../../../engine/data/formats/tab-pairs';
import { splitGroups } from '../../../engine/data/pairs/split-groups';
import { assertProblem, dataConfig, plenty, sourceOf } from './support';

async function read(
  format: Format,
  content: string,
  config: Partial<DataConfig> = {},
  aligned?: string,
  memory = plenty,
): Promise<PairData> {
  const second = aligned === undefined ? undefined : sourceOf(aligned, 'b.txt');
  const data = await format.read(sourceOf(content, 'a.txt'), { ...dataConfig, ...config }, memory, second);
  assert.equal(data.kind, 'pairs');
  return data;
}

/** A text that fits on a line of tab-separated values: no blanks at its ends. */
const text = fc
  .string({ unit: 'grapheme', minLength: 1 })
  .filter((s) => !/[\t\n\r\0]/.test(s) && s.trim() === s && s !== '');
const token = fc.string({ unit: 'grapheme', minLength: 1 }).filter((s) => !/\s|\0/u.test(s));

describe('pairs between tabs', () => {
  it('are a source and a target a line; further columns and empty lines are left out', async () => {
    const data = await read(tabPairsFormat, 'Go.\tVa !\tCC-BY\r\n\r\nHi. \t Salut !\tCC-BY\n');
    assert.deepEqual(data.source, ['Go.', 'Hi.']);
    assert.deepEqual(data.target, ['Va !', 'Salut !']);
    assert.deepEqual(data.lines, [1, 3]);
    assert.equal(data.groups, undefined);
  });

  it('may have names in a header, or numbers, and groups', async () => {
    const content = 'id\tfr\ten\n1\tun\tone\n1\tdeux\ttwo\n';
    const named = await read(tabPairsFormat, content, { columns: ['en'], target: ['fr'], group: 'id' });
    assert.deepEqual(
      [named.source, named.target, named.groups],
      [
        ['one', 'two'],
        ['un', 'deux'],
        ['1', '1'],
      ],
    );
    const numbered = await read(tabPairsFormat, 'a\tb\tc\n', { columns: ['column 3'], target: ['column 1'] });
    assert.deepEqual([numbered.source, numbered.target], [['c'], ['a']]);
    const headed = await read(tabPairsFormat, 'x\ty\na\tb\n', { header: true });
    assert.deepEqual(headed.source, ['a']);
  });

  it('come back as they were written', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(text, text), { minLength: 1 }), async (pairs) => {
        const data = await read(tabPairsFormat, pairs.map((pair) => pair.join('\t')).join('\n'), { encoding: 'utf-8' });
        assert.deepEqual(
          data.source,
          pairs.map(([source]) => source),
        );
        assert.deepEqual(
          data.target,
          pairs.map(([, target]) => target),
        );
      }),
    );
  });

  it('tell where they are wrong', async () => {
    const at = (line: number, column: number) => ({ file: 'a.txt', line, column });
    await assertProblem(() => read(tabPairsFormat, 'a\tb\nc d\n'), 'pairs.cells', at(2, 1));
    await assertProblem(() => read(tabPairsFormat, 'a\tb\nc\td\te\n'), 'pairs.cells', at(2, 3));
    await assertProblem(() => read(tabPairsFormat, 'a b\n'), 'pairs.cells', at(1, 1));
    await assertProblem(() => read(tabPairsFormat, 'ab\tb\nab\t \n'), 'pairs.empty', at(2, 4));
    await assertProblem(() => read(tabPairsFormat, '\n\n'), 'pairs.none', { file: 'a.txt' });
    await assertProblem(() => read(tabPairsFormat, 'a\tb\n', { columns: ['x'] }), 'table.unknown-column', {
      path: 'data.columns',
    });
    await assertProblem(() => read(tabPairsFormat, 'a\tb\n', { target: ['x', 'y'] }), 'pairs.one-column', {
      path: 'data.target',
    });
  });

  it('are refused before they take more memory than there is', async () => {
    const content = 'source\ttarget\n'.repeat(1000);
    await assertProblem(() => read(tabPairsFormat, content, {}, undefined, { memory: 1e5 }), 'data.memory');
    assert.equal((await read(tabPairsFormat, content, {}, undefined, { memory: 2e5 })).source.length, 1000);
  });
});

describe('pairs in two files', () => {
  it('belong together line by line; lines that are empty in both are left out', async () => {
    const data = await read(alignedFormat, 'one\n\ntwo\n', {}, 'un\n\ndeux');
    assert.deepEqual(
      [data.source, data.target, data.lines],
      [
        ['one', 'two'],
        ['un', 'deux'],
        [1, 3],
      ],
    );
  });

  it('tell where they do not fit', async () => {
    await assertProblem(() => read(alignedFormat, 'a\n'), 'pairs.two-files', { file: 'a.txt' });
    await assertProblem(() => read(alignedFormat, 'a\nb\nc\n', {}, 'x\n'), 'pairs.line-count', {
      file: 'a.txt',
      line: 2,
    });
    await assertProblem(() => read(alignedFormat, 'a\n', {}, 'x\ny'), 'pairs.line-count', { file: 'b.txt', line: 2 });
    await assertProblem(() => read(alignedFormat, 'a\nb', {}, 'x\n \nz'), 'pairs.empty', { file: 'b.txt', line: 2 });
    await assertProblem(() => read(alignedFormat, '\nb', {}, 'x\ny'), 'pairs.empty', { file: 'a.txt', line: 1 });
  });
});

describe('JSON Lines', () => {
  it('hold texts or lists under the usual keys, or those that are named', async () => {
    const texts = await read(jsonLinesFormat, '{"source":"a b","target":"c"}\n\n{"target":"d","source":"e","x":1}\n');
    assert.deepEqual(
      [texts.source, texts.target],
      [
        ['a b', 'e'],
        ['c', 'd'],
      ],
    );
    const tags = await read(jsonLinesFormat, '{"tokens":["a","b"],"tags":["X","Y"]}');
    assert.deepEqual([tags.source, tags.target], [[['a', 'b']], [['X', 'Y']]]);
    const named = await read(jsonLinesFormat, '{"en":"a","de":["c"],"day":3}', {
      columns: ['en'],
      target: ['de'],
      group: 'day',
    });
    assert.deepEqual([named.source, named.target, named.groups], [['a'], [['c']], ['3']]);
  });

  it('come back as they were written', async () => {
    const side = fc.array(token, { minLength: 1 });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.record({ source: text, target: side }), { minLength: 1 }), async (records) => {
        const content = records.map((record) => JSON.stringify(record)).join('\n');
        const data = await read(jsonLinesFormat, content, { encoding: 'utf-8' });
        assert.deepEqual(
          data.source,
          records.map(({ source }) => source),
        );
        assert.deepEqual(
          data.target,
          records.map(({ target }) => target),
        );
      }),
    );
  });

  it('tell where they are wrong', async () => {
    const good = '{"source":"a","target":"b"}\n';
    const wrong = (line: string) => () => read(jsonLinesFormat, good + line);
    await assertProblem(wrong('{"source":"a",}'), 'pairs.json', { file: 'a.txt', line: 2, column: 15 });
    await assertProblem(wrong('["a","b"]'), 'pairs.json', { line: 2 });
    await assertProblem(wrong('{"source":"a"}'), 'pairs.key', { line: 2, column: 1 });
    await assertProblem(wrong('{"source":"a","target":3}'), 'pairs.value', { line: 2, column: 15 });
    await assertProblem(wrong('{"source":"a","target":["b",""]}'), 'pairs.value', { line: 2 });
    await assertProblem(wrong('{"source":"a","target":["b"]}'), 'pairs.mixed', { line: 2, column: 15 });
    await assertProblem(wrong('{"source":"","target":"b"}'), 'pairs.empty', { line: 2, column: 2 });
  });
});

describe('CoNLL columns', () => {
  it('are tokens with tags, and an empty line after a sentence', async () => {
    const content = '-DOCSTART- -X- O O\n\nEU NNP B-NP B-ORG\nrejects VBZ B-VP O\n\n\nPeter NNP B-NP B-PER';
    const data = await read(conllFormat, content);
    assert.deepEqual(data.source, [['EU', 'rejects'], ['Peter']]);
    assert.deepEqual(data.target, [['B-ORG', 'O'], ['B-PER']]);
    assert.deepEqual(data.lines, [3, 7]);
    const chunks = await read(conllFormat, content, { target: ['column 3'] });
    assert.deepEqual(chunks.target, [['B-NP', 'B-VP'], ['B-NP']]);
  });

  it('are read from CoNLL-U: forms and parts of speech, without comments and words that stand for several tokens', async () => {
    const row = (...cells: string[]) => [...cells, ...Array.from({ length: 10 - cells.length }, () => '_')].join('\t');
    const content = [
      '# sent_id = 1',
      '# text = vámonos al mar',
      row('1-2', 'vámonos'),
      row('1', 'vamos', 'ir', 'VERB'),
      row('2', 'nos', 'nosotros', 'PRON'),
      row('2.1', 'x', 'x', 'X'),
      '',
    ].join('\n');
    const data = await read(conllFormat, content);
    assert.deepEqual([data.source, data.target], [[['vamos', 'nos']], [['VERB', 'PRON']]]);
  });

  it('may have comments of any width before a sentence', async () => {
    const two = 'a X\nb Y';
    const contents = [
      `# newdoc\n# newpar\n${two}\n\n# newpar\n${two}`,
      `# names\n\n${two}\n\n# newdoc id = d1\n${two}`,
      `#corpus v1\n#newpar\n${two}\n\n#newdoc\n${two}`,
      `# sent_id = 1\n${two.replaceAll(' ', '\t')}\n\n# two words\n${two.replaceAll(' ', '\t')}`,
    ];
    for (const content of contents) {
      const data = await read(conllFormat, content);
      assert.deepEqual(
        data.source,
        [
          ['a', 'b'],
          ['a', 'b'],
        ],
        content,
      );
      assert.deepEqual(
        data.target,
        [
          ['X', 'Y'],
          ['X', 'Y'],
        ],
        content,
      );
    }
    const four = ['# sent_id = 1', 'a\tb\tc\tX', '', '# sent_id = 2', 'd\te\tf\tY'].join('\n');
    assert.deepEqual((await read(conllFormat, four)).source, [['a'], ['d']]);
  });

  it('keep a token that looks like a comment', async () => {
    assert.deepEqual((await read(conllFormat, '#\tY\nb\tX\n')).source, [['#', 'b']]);
    const data = await read(conllFormat, 'a X\n\n# Y\nb X\n');
    assert.deepEqual(data.source, [['a'], ['#', 'b']]);
  });

  it('come back as they were written', async () => {
    const sentence = fc.array(fc.tuple(token, token), { minLength: 1 });
    await fc.assert(
      fc.asyncProperty(fc.array(sentence, { minLength: 1 }), async (sentences) => {
        fc.pre(sentences.every(([[first]]) => !first.startsWith('#') && first !== '-DOCSTART-'));
        const content = sentences.map((rows) => rows.map((row) => row.join('\t')).join('\n')).join('\n\n');
        const data = await read(conllFormat, content, { encoding: 'utf-8' });
        assert.deepEqual(
          data.source,
          sentences.map((rows) => rows.map(([form]) => form)),
        );
        assert.deepEqual(
          data.target,
          sentences.map((rows) => rows.map(([, tag]) => tag)),
        );
      }),
    );
  });

  it('tell where they are wrong', async () => {
    await assertProblem(() => read(conllFormat, 'a X\nb\n'), 'conll.cells', { file: 'a.txt', line: 2, column: 1 });
    await assertProblem(() => read(conllFormat, 'a X\nb Y  Z\n'), 'conll.cells', { line: 2, column: 3 });
    await assertProblem(() => read(conllFormat, '\n'), 'pairs.none');
    await assertProblem(() => read(conllFormat, 'a X', { target: ['NER'] }), 'table.unknown-column');
  });
});

describe('files without line ends', () => {
  /** A file that never ends, as far as anybody can read; how much of it was read is counted. */
  const endless = (piece: string) => {
    const bytes = new TextEncoder().encode(piece.repeat(Math.ceil(2 ** 16 / piece.length)));
    const counted = { bytes: 0 };
    const source: ByteSource = {
      name: 'a.txt',
      size: 2 ** 40,
      read(offset, length) {
        counted.bytes += length;
        const from = offset % piece.length;
        const copy = new Uint8Array(length);
        for (let at = 0; at < length; at += bytes.length - from) {
          copy.set(bytes.subarray(from, Math.min(bytes.length, from + length - at)), at);
        }
        return Promise.resolve(copy);
      },
    };
    return { source, counted };
  };
  const memory = 2e6;

  for (const format of [jsonLinesFormat, conllFormat, tabPairsFormat]) {
    it(`are not read beyond the limit: ${format.kind}`, async () => {
      const { source, counted } = endless('word ');
      const config = { ...dataConfig, encoding: 'utf-8' };
      await assertProblem(() => format.read(source, config, { memory }), 'data.memory', { file: 'a.txt' });
      assert.ok(counted.bytes < 2 * memory, `${counted.bytes} bytes were read`);
    });
  }

  it('nor is a sentence that does not end', async () => {
    const { source, counted } = endless('word TAG\n');
    const config = { ...dataConfig, encoding: 'utf-8' };
    await assertProblem(() => conllFormat.read(source, config, { memory }), 'data.memory', { file: 'a.txt' });
    assert.ok(counted.bytes < 2 * memory, `${counted.bytes} bytes were read`);
  });

  it('have their lines put together from pieces', async () => {
    const long = 'word '.repeat(100_000).trim();
    const data = await read(jsonLinesFormat, `{"source":"${long}","target":"b"}\n{"source":"a","target":"${long}"}`);
    assert.deepEqual(data.source, [long, 'a']);
    assert.deepEqual(data.target, ['b', long]);
    assert.deepEqual(data.lines, [1, 2]);
  });
});

describe('the split of pairs', () => {
  const groups = fc.array(fc.integer({ min: 0, max: 30 }).map(String), { minLength: 1, maxLength: 200 });
  const fractions = fc.constantFrom<[number, number, number][]>(
    [0.8, 0.1, 0.1],
    [0.9, 0.1, 0],
    [1, 0, 0],
    [0, 0, 1],
    [0.5, 0, 0.5],
  );

  it('takes every row once, and no group into two parts', () => {
    fc.assert(
      fc.property(groups, fractions, (names, shares) => {
        const parts = splitGroups(names, shares);
        const all = Object.values(parts).flatMap((rows) => [...rows]);
        assert.deepEqual(
          all.sort((a, b) => a - b),
          names.map((_, i) => i),
        );
        const owners = Object.values(parts).map((rows) => new Set(Array.from(rows, (row) => names[row])));
        owners.forEach((a, i) => owners.slice(i + 1).forEach((b) => assert.ok([...a].every((name) => !b.has(name)))));
        Object.values(parts).forEach((rows, i) => assert.ok(shares[i] > 0 || rows.length === 0));
      }),
    );
  });

  it('gives every part about its share, the same each time, and not in the order of the file', () => {
    const names = Array.from({ length: 1000 }, (_, i) => String(i));
    const parts = splitGroups(names, [0.8, 0.1, 0.1]);
    assert.deepEqual([parts.train.length, parts.validation.length, parts.test.length], [800, 100, 100]);
    assert.deepEqual(splitGroups(names, [0.8, 0.1, 0.1]), parts);
    assert.ok(parts.test[0] < 100);
  });
});
