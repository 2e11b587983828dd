import assert from 'node:assert/strict';
import fc from 'fast-check';
import { tokenizers } from '../../../engine/data/tokenizers';
import { compareCodePoints, countCodePoints } from '../../../engine/data/code-points';
import { UNKNOWN, Vocabulary } from '../../../engine/data/vocabulary';

function tokensOf(kind: keyof typeof tokenizers, text: string): string[] {
  const tokens: string[] = [];
  tokenizers[kind].each(text, (token) => tokens.push(token));
  return tokens;
}

const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: 'grapheme' }),
  fc
    .array(fc.constantFrom('word', ' ', '\n', '他来到了', '。', "don't", '👨‍👩‍👧', 'e\u0301', '\u0301', '  '), {
      maxLength: 50,
    })
    .map((a) => a.join('')),
);

describe('tokenizers', () => {
  for (const [kind, tokenizer] of Object.entries(tokenizers)) {
    it(`${kind}: the tokens joined are the text`, () => {
      assert.equal(tokenizer.kind, kind);
      fc.assert(
        fc.property(anyText, (text) => {
          const tokens = tokensOf(kind as keyof typeof tokenizers, text);
          assert.equal(tokens.join(''), text);
          assert.ok(tokens.every((token) => token.length > 0));
        }),
      );
    });

    it(`${kind}: a text is cut alike whole and line by line`, () => {
      fc.assert(
        fc.property(fc.array(anyText), (lines) => {
          const whole = lines.map((line) => `${line.replaceAll('\r', '')}\n`);
          const apart = whole.flatMap((line) => tokensOf(kind as keyof typeof tokenizers, line));
          assert.deepEqual(tokensOf(kind as keyof typeof tokenizers, whole.join('')), apart);
        }),
      );
    });
  }

  it('character: code points', () => {
    assert.deepEqual(tokensOf('character', 'aé世😀e\u0301'), ['a', 'é', '世', '😀', 'e', '\u0301']);
  });

  it('grapheme: what a reader takes for one character', () => {
    assert.deepEqual(tokensOf('grapheme', 'e\u0301a👨‍👩‍👧🇨🇳\n'), ['e\u0301', 'a', '👨‍👩‍👧', '🇨🇳', '\n']);
  });

  it('grapheme: plain text is cut as the segmenter cuts it', () => {
    const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });
    const text = Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i)).join('') + '\t\n';
    assert.deepEqual(
      tokensOf('grapheme', text),
      [...segmenter.segment(text)].map(({ segment }) => segment),
    );
  });

  it('word: words, white space and punctuation, Chinese by its dictionary', () => {
    assert.deepEqual(tokensOf('word', "don't stop, 3.14\n"), ["don't", ' ', 'stop', ',', ' ', '3.14', '\n']);
    assert.deepEqual(tokensOf('word', '他来到了北京大学。'), ['他', '来到', '了', '北京', '大学', '。']);
  });

  it('word: a line of any length is cut in time that grows with it', () => {
    const sentence = 'The quick brown fox jumps over it. ';
    const [once, many] = [tokensOf('word', sentence), tokensOf('word', sentence.repeat(20_000))];
    assert.equal(many.length, once.length * 20_000);
    const chinese = tokensOf('word', '他来到了北京大学'.repeat(2000));
    assert.equal(chinese.join(''), '他来到了北京大学'.repeat(2000));
    const together = '😀'.repeat(5000);
    assert.equal(tokensOf('word', `x${together}`).join(''), `x${together}`);
    for (const token of tokensOf('word', `x${together}`))
      assert.ok(token.length % 2 === 0 || token === 'x', 'no half of a surrogate pair');
  });
});

describe('vocabulary', () => {
  it('numbers tokens by frequency, then by code point', () => {
    const vocabulary = Vocabulary.build(['b', 'a', '😀', '\uFFFD', 'z', 'never'], [2, 2, 1, 1, 5, 0]);
    assert.deepEqual(vocabulary.tokens, ['', 'z', 'a', 'b', '\uFFFD', '😀']);
    assert.equal(vocabulary.size, 6);
  });

  it('keeps the commonest tokens when it is limited', () => {
    const vocabulary = Vocabulary.build(['a', 'b', 'c'], [1, 3, 2], 2);
    assert.deepEqual(vocabulary.tokens, ['', 'b', 'c']);
    assert.deepEqual([...vocabulary.encode('abcd', tokenizers.character)], [UNKNOWN, 1, 2, UNKNOWN]);
  });

  it('decodes what it encoded; the unknown token shows as U+FFFD', () => {
    const vocabulary = Vocabulary.build(['a', '世'], [2, 1]);
    assert.equal(vocabulary.decode(vocabulary.encode('a世a', tokenizers.character)), 'a世a');
    assert.equal(vocabulary.decode([1, UNKNOWN]), 'a\uFFFD');
    assert.deepEqual(vocabulary.id(''), UNKNOWN);
  });

  it('compares and counts code points', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (a, b) => {
        const points = (text: string) =>
          Array.from(text, (c) => (c.codePointAt(0) ?? 0).toString(16).padStart(6, '0')).join('');
        const expected = points(a) < points(b) ? -1 : points(a) > points(b) ? 1 : 0;
        assert.equal(Math.sign(compareCodePoints(a, b)), expected);
      }),
    );
    assert.equal(countCodePoints('a😀e\u0301'), 4);
  });
});
