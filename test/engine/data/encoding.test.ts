import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { ByteSource } from '../../../engine/contracts/data';
import { decodeText } from '../../../engine/data/decode';
import { recogniseEncoding } from '../../../engine/data/encoding';
import { assertProblem, bytesOf, sourceOf } from './support';

async function read(
  source: ByteSource,
  named?: string,
  blockBytes?: number,
): Promise<{ label: string; text: string; pieces: string[] }> {
  const encoding = await recogniseEncoding(source, named);
  const pieces: string[] = [];
  for await (const piece of decodeText(source, encoding, blockBytes)) pieces.push(piece);
  return { label: encoding.label, text: pieces.join(''), pieces };
}

const utf16 = (text: string, order: 'le' | 'be', mark = false) => {
  const bytes = Buffer.from(mark ? `\uFEFF${text}` : text, 'utf16le');
  return Uint8Array.from(order === 'le' ? bytes : bytes.swap16());
};

/** 你好，世界😀 and a line end, in GB18030. */
const gb18030 = [0xc4, 0xe3, 0xba, 0xc3, 0xa3, 0xac, 0xca, 0xc0, 0xbd, 0xe7, 0x94, 0x39, 0xfc, 0x36, 0x0a];
const english = 'The quick brown fox\njumps over the lazy dog.\n';
const chinese = '一二三四五，他来到了北京大学。\n世界很大，一切都好。\n'.repeat(20);

describe('encodings', () => {
  it('reads UTF-8 with and without a byte order mark', async () => {
    const plain = await read(sourceOf('é世😀\n'));
    assert.deepEqual([plain.label, plain.text], ['utf-8', 'é世😀\n']);
    const marked = await read(sourceOf([0xef, 0xbb, 0xbf, ...bytesOf('é')]));
    assert.deepEqual([marked.label, marked.text], ['utf-8', 'é']);
  });

  for (const order of ['le', 'be'] as const) {
    it(`recognises UTF-16 ${order} by its mark and without one`, async () => {
      for (const text of [english, chinese, `${english}${chinese}`]) {
        for (const mark of [true, false]) {
          const found = await read(sourceOf(utf16(text, order, mark)));
          assert.deepEqual([found.label, found.text], [`utf-16${order}`, text], `mark ${mark}`);
        }
      }
    });
  }

  it('recognises GB18030 by its bytes or its mark, four-byte characters included', async () => {
    const found = await read(sourceOf(gb18030));
    assert.deepEqual([found.label, found.text], ['gb18030', '你好，世界😀\n']);
    const marked = await read(sourceOf([0x84, 0x31, 0x95, 0x33, ...gb18030]));
    assert.deepEqual([marked.label, marked.text], ['gb18030', '你好，世界😀\n']);
  });

  it('does not take Latin-1 for GB18030', async () => {
    const latin1 = Uint8Array.from(Buffer.from("élève, à côté de l'été; garçon déjà là\n", 'latin1'));
    await assertProblem(() => read(sourceOf(latin1)), 'data.encoding', { offset: 0, line: 1 });
    assert.equal((await read(sourceOf(latin1), 'latin1')).text, "élève, à côté de l'été; garçon déjà là\n");
  });

  it('obeys a named encoding, and the mark where the name leaves the byte order open', async () => {
    assert.equal((await read(sourceOf(gb18030), 'GB18030')).text, '你好，世界😀\n');
    assert.equal((await read(sourceOf([0xc4, 0xe3]), 'gbk')).text, '你');
    assert.equal((await read(sourceOf(utf16('ab', 'be', true)), 'utf-16')).text, 'ab');
    assert.equal((await read(sourceOf(utf16('ab', 'le', true)), 'utf-16le')).text, 'ab');
    await assertProblem(() => read(sourceOf('a'), 'utf-9'), 'data.encoding-name', { path: 'data.encoding' });
  });

  it('reports an invalid byte with its offset and line', async () => {
    const bytes = [...bytesOf('one\ntwo é\nthr'), 0xff, ...bytesOf('ee\n')];
    await assertProblem(() => read(sourceOf(bytes)), 'data.encoding', { offset: 14, line: 3, file: 'file.txt' });
    const cut = [...bytesOf('one\n'), 0xe4, 0xb8];
    await assertProblem(() => read(sourceOf(cut), 'utf-8'), 'data.encoding', { offset: 4, line: 2 });
    const overlong = [0x61, 0xc0, 0xaf];
    await assertProblem(() => read(sourceOf(overlong), 'utf-8'), 'data.encoding', { offset: 1, line: 1 });
    const marked = [0xef, 0xbb, 0xbf, 0x61, 0x0a, 0x80];
    await assertProblem(() => read(sourceOf(marked)), 'data.encoding', { offset: 5, line: 2 });
    const badGb = [...gb18030, 0xd6, 0xd0, 0xff];
    await assertProblem(() => read(sourceOf(badGb), 'gb18030'), 'data.encoding', { offset: 17, line: 2 });
  });

  it('reports an invalid byte far behind the sample', async () => {
    const lines = 'a plain line of text\n'.repeat(100_000);
    const bytes = new Uint8Array([...bytesOf(lines), 0xfe]);
    const where = { offset: lines.length, line: 100_001 };
    await assertProblem(() => read(sourceOf(bytes)), 'data.encoding', where);
  });

  it('refuses binary files and empty ones', async () => {
    const png = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0x0d, 0x49, 0x48, 0x44, 0x52, 0, 0, 1];
    await assertProblem(() => read(sourceOf(png)), 'data.binary', { offset: 8 });
    await assertProblem(() => read(sourceOf(Array.from({ length: 400 }, (_, i) => (i * 7) % 23))), 'data.binary');
    await assertProblem(() => read(sourceOf([])), 'data.empty', { file: 'file.txt' });
    const late = [...bytesOf('text é\n'.repeat(20_000)), 0x61, 0];
    await assertProblem(() => read(sourceOf(late)), 'data.binary', { offset: 8 * 20_000 + 1 });
  });

  it('makes CRLF one line feed, also across blocks, and leaves a lone CR', async () => {
    const text = 'ab\r\ncd\r\n\r\nlone\rend\r';
    for (let block = 1; block <= 8; block++) {
      assert.equal((await read(sourceOf(text), 'utf-8', block)).text, 'ab\ncd\n\nlone\rend\r', `blocks of ${block}`);
    }
  });

  it('gives the same text whatever the size of the blocks', async () => {
    const unit = fc.oneof(
      fc.constantFrom('\n', '\r\n', ' ', ',', 'é', '世界', '😀', '👨‍👩‍👧', 'e\u0301', '\u1100\u1161'),
      fc.string({ minLength: 1, maxLength: 4 }).map((text) => text.replace(/[\0\r]/g, '')),
    );
    const encoders = {
      'utf-8': bytesOf,
      'utf-16le': (text: string) => utf16(text, 'le'),
      'utf-16be': (text: string) => utf16(text, 'be'),
    };
    const texts = fc.array(unit, { minLength: 1, maxLength: 60 }).map((parts) => parts.join(''));
    await fc.assert(
      fc.asyncProperty(
        texts,
        fc.integer({ min: 1, max: 40 }),
        fc.constantFrom(...Object.keys(encoders)),
        async (text, block, label) => {
          fc.pre(text.length > 0);
          const bytes = encoders[label as keyof typeof encoders](text);
          const { pieces } = await read(sourceOf(bytes), label, block);
          assert.equal(pieces.join(''), text.replaceAll('\r\n', '\n').replace(/^\uFEFF/, ''));
        },
      ),
    );
  });

  it('cuts a long line between words, never inside a grapheme', async () => {
    const family = '👨‍👩‍👧';
    const { pieces } = await read(sourceOf(family.repeat(400)), 'utf-8', 100);
    assert.ok(pieces.length > 10);
    for (const piece of pieces) assert.equal(piece.replaceAll(family, ''), '');
    const words = await read(sourceOf('alphabet soup '.repeat(100)), 'utf-8', 50);
    assert.ok(
      words.pieces.every((piece) => piece.split(/\s+/).every((word) => ['alphabet', 'soup', ''].includes(word))),
    );
  });

  it('notices a file that shrinks under it', async () => {
    const source = { ...sourceOf('short'), size: 100 };
    await assertProblem(() => read(source), 'data.shrunk');
  });
});
