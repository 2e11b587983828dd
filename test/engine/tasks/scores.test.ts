import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Bleu, tokenize13a } from '../../../engine/tasks/bleu';
import { Chrf } from '../../../engine/tasks/chrf';
import { ChunkScore, chunksOf } from '../../../engine/tasks/chunks';
import { near } from './support';

const blanks = (text: string) => text.split(' ').filter((word) => word !== '');

function bleuOf(pairs: readonly (readonly string[])[], tokenize?: (text: string) => readonly string[]): Bleu {
  const bleu = new Bleu(tokenize);
  for (const [hypothesis, ...references] of pairs) bleu.add(hypothesis, ...references);
  return bleu;
}

function chrfOf(pairs: readonly (readonly string[])[], beta?: number): number {
  const chrf = new Chrf(beta);
  for (const [hypothesis, ...references] of pairs) chrf.add(hypothesis, ...references);
  return chrf.score;
}

/** The example of sacreBLEU's documentation: a translation, then two references. */
const documented = [
  ['The dog bit the man.', 'The dog bit the man.', 'The dog had bit the man.'],
  ["It wasn't surprising.", 'It was not unexpected.', 'No one was surprised.'],
  ['The man had just bitten him.', 'The man bit him first.', 'The man had bitten the dog.'],
];

describe('BLEU', () => {
  it("gives the numbers of sacreBLEU's documentation and tests", () => {
    const bleu = bleuOf(documented);
    assert.ok(Math.abs(bleu.score - 48.530827) < 1e-6, String(bleu.score));
    assert.deepEqual(
      bleu.precisions.map((precision) => precision.toFixed(1)),
      ['82.4', '50.0', '45.5', '37.5'],
    );
    assert.equal(bleu.brevityPenalty.toFixed(3), '0.943');
    assert.ok(Math.abs(bleuOf(documented, blanks).score - 49.1919566) < 1e-6);
    assert.equal(
      bleuOf([
        ['', 'a b'],
        ['', 'c'],
      ]).score,
      0,
    );
  });

  it('gives the precisions of the examples of Papineni et al. (2002)', () => {
    const references = [
      'It is a guide to action that ensures that the military will forever heed Party commands',
      'It is the guiding principle which guarantees the military forces always being under the command of the Party',
      'It is the practical guide for the army always to heed the directions of the party',
    ].map((text) => text.toLowerCase());
    const first = 'it is a guide to action which ensures that the military always obeys the commands of the party';
    const second = 'it is to insure the troops forever hearing the activity guidebook that party direct';
    const counts = (text: string) =>
      bleuOf([[text, ...references]], blanks)
        .precisions.slice(0, 2)
        .map((p) => p / 100);
    assert.ok(near(counts(first)[0], 17 / 18) && near(counts(first)[1], 10 / 17));
    assert.ok(near(counts(second)[0], 8 / 14) && near(counts(second)[1], 1 / 13));
    const the = bleuOf([['the the the the the the the', 'the cat is on the mat', 'there is a cat on the mat']], blanks);
    assert.ok(near(the.precisions[0], 200 / 7));
  });

  it('cuts words as mteval-v13a does', () => {
    const words = tokenize13a('Hello, world! 1,000.5 &quot;x&quot; (a-b) 5-6.');
    assert.equal(words.join(' '), 'Hello , world ! 1,000.5 " x " ( a-b ) 5 - 6 .');
  });

  it('is 100 for equal texts of four words or more, and between 0 and 100 for all', () => {
    const text = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { minLength: 4, maxLength: 12 }).map((w) => w.join(' '));
    fc.assert(
      fc.property(text, text, (a, b) => {
        assert.ok(near(bleuOf([[a, a]]).score, 100));
        const { score } = bleuOf([[a, b]]);
        assert.ok(score >= 0 && score <= 100 + 1e-9);
      }),
    );
  });
});

describe('chrF', () => {
  it("gives the numbers of sacreBLEU's documentation and tests", () => {
    assert.equal(chrfOf(documented).toFixed(2), '59.73');
    for (const [hypotheses, references, expected] of [
      [['a'], ['a'], 100],
      [[''], ['reference'], 0],
      [['a b c'], ['abc'], 100],
      [['a', 'b'], ['a', 'c'], 50],
      [['aa'], ['ab'], 25],
      [['Niemand hat die Absicht, eine Mauer zu errichten'], ['Niemand hat die Absicht, eine Mauer zu errichten'], 100],
      [
        [' Die    Beziehung zwischen  Obama und Netanjahu ist nicht gerade  freundlich. '],
        ['Das Verhältnis zwischen Obama und Netanyahu ist nicht gerade freundschaftlich.'],
        64.1302698,
      ],
      [
        [
          ' risk assessment must be made of those who are qualified and expertise in the sector - these are the scientists .',
        ],
        [
          'risk assessment has to be undertaken by those who are qualified and expert in that area - that is the scientists .',
        ],
        63.36173,
      ],
    ] as const) {
      const score = chrfOf(
        hypotheses.map((hypothesis, i) => [hypothesis, references[i]]),
        3,
      );
      assert.ok(Math.abs(score - expected) < 1e-4, `${score} for ${expected}`);
    }
  });
});

describe('entities', () => {
  it('are found by the rules of CoNLL 2000, whatever the scheme', () => {
    const show = (tags: string) => chunksOf(blanks(tags)).map(({ type, start, end }) => `${type} ${start}-${end}`);
    assert.deepEqual(show('O B-PER I-PER O B-LOC'), ['PER 1-3', 'LOC 4-5']);
    assert.deepEqual(show('I-PER I-PER B-PER I-LOC'), ['PER 0-2', 'PER 2-3', 'LOC 3-4']);
    assert.deepEqual(show('S-A B-A E-A E-A I-A'), ['A 0-1', 'A 1-3', 'A 3-4', 'A 4-5']);
    assert.deepEqual(show('NN VB O'), []);
  });

  it('gives the F1 of a published example', () => {
    // From the documentation of seqeval, which checks itself against conlleval.
    const score = new ChunkScore();
    score.add(blanks('O O B-MISC I-MISC I-MISC I-MISC O'), blanks('O O O B-MISC I-MISC I-MISC O'));
    score.add(blanks('B-PER I-PER O'), blanks('B-PER I-PER O'));
    assert.equal(score.f1, 0.5);
    assert.deepEqual([score.precision, score.recall], [0.5, 0.5]);
  });

  it('counts nothing where there is nothing', () => {
    const score = new ChunkScore();
    score.add(['O'], ['O']);
    assert.deepEqual([score.f1, score.precision, score.recall, score.any], [0, 0, 0, false]);
  });
});
