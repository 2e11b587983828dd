import assert from 'node:assert/strict';
import fc from 'fast-check';
import { KneserNey } from '../../../engine/data/baselines/kneser-ney';
import { naive, seasonalNaive } from '../../../engine/data/baselines/naive';
import { PairTable } from '../../../engine/data/baselines/pair-table';
import { TokenSequence } from '../../../engine/data/token-sequence';

/** Interpolated modified Kneser-Ney by its textbook definition, with sets of n-grams and no trie. */
function textbook(tokens: readonly number[], vocabulary: number, order: number) {
  const grams = (length: number) => {
    const counts = new Map<string, number>();
    for (let i = 0; i + length <= tokens.length; i++) {
      const key = tokens.slice(i, i + length).join(' ');
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    return counts;
  };
  const countsAt = (length: number): Map<string, number> => {
    if (length === order) return grams(length);
    const before = new Map<string, number>();
    for (const gram of grams(length + 1).keys()) {
      const end = gram.split(' ').slice(1).join(' ');
      before.set(end, (before.get(end) ?? 0) + 1);
    }
    return before;
  };
  const tables = Array.from({ length: order + 1 }, (_, length) =>
    length === 0 ? new Map<string, number>() : countsAt(length),
  );
  const discounts = tables.map((table) => {
    const n = [1, 2, 3, 4].map((count) => [...table.values()].filter((value) => value === count).length);
    const y = n[0] / (n[0] + 2 * n[1]);
    return [1, 2, 3].map((k) => {
      const found = k - ((k + 1) * y * n[k]) / n[k - 1];
      return found > 0 && found <= k ? found : k / 2;
    });
  });
  const probability = (context: readonly number[], token: number, length: number): number => {
    if (length === 0) return 1 / vocabulary;
    const history = context.slice(context.length - length + 1).join(' ');
    const prefix = history === '' ? '' : `${history} `;
    const after = [...tables[length]].filter(([gram]) => gram.split(' ').length === length && gram.startsWith(prefix));
    const total = after.reduce((sum, [, count]) => sum + count, 0);
    const shorter = probability(context, token, length - 1);
    if (total === 0) return shorter;
    const discount = (count: number) => discounts[length][Math.min(count, 3) - 1];
    const left = after.reduce((sum, [, count]) => sum + discount(count), 0) / total;
    const count = tables[length].get(`${prefix}${token}`) ?? 0;
    return (count > 0 ? count - discount(count) : 0) / total + left * shorter;
  };
  return (context: readonly number[], token: number) =>
    probability(context, token, Math.min(order, context.length + 1));
}

const model = (tokens: readonly number[], vocabulary: number, order: number) =>
  new KneserNey(TokenSequence.from(tokens), { start: 0, end: tokens.length }, vocabulary, order);

describe('Kneser-Ney baseline', () => {
  const corpora = fc.array(fc.nat(6), { minLength: 1, maxLength: 120 });
  const contexts = fc.array(fc.nat(7), { maxLength: 6 });

  it('gives every token a probability, and they sum to 1 after any context', () => {
    fc.assert(
      fc.property(corpora, contexts, fc.integer({ min: 1, max: 5 }), (tokens, context, order) => {
        const distribution = model(tokens, 8, order).distribution(context);
        assert.ok(distribution.every((probability) => probability > 0));
        assert.ok(Math.abs(distribution.reduce((a, b) => a + b, 0) - 1) < 1e-12);
      }),
    );
  });

  it('equals the textbook definition', () => {
    fc.assert(
      fc.property(corpora, contexts, fc.integer({ min: 1, max: 4 }), (tokens, context, order) => {
        const expected = textbook(tokens, 8, order);
        const found = model(tokens, 8, order).distribution(context);
        found.forEach((probability, token) => {
          const value = expected(context, token);
          assert.ok(Math.abs(probability - value) < 1e-12, `${token}: ${probability} for ${value}`);
        });
      }),
      { numRuns: 60 },
    );
  });

  it('sums the losses of all tokens of a range but the first', () => {
    const tokens = [1, 2, 3, 1, 2, 4, 1, 2, 3, 1, 7, 2, 3];
    const kneserNey = model(tokens, 8, 3);
    const text = [9, 9, 1, 2, 3, 5, 1, 2].map((token) => token % 8);
    const nats = kneserNey.nats(TokenSequence.from(text), { start: 2, end: 8 });
    let expected = 0;
    for (let i = 3; i < 8; i++) expected -= Math.log(kneserNey.distribution(text.slice(2, i))[text[i]]);
    assert.ok(Math.abs(nats - expected) < 1e-12);
  });

  it('learns a deterministic text nearly by heart', () => {
    const tokens = Array.from({ length: 3000 }, (_, i) => (i % 5) + 1);
    assert.ok(model(tokens, 100, 3).distribution([3, 4])[5] > 0.99);
  });

  it('reads only its range', () => {
    const tokens = TokenSequence.from([5, 5, 5, 1, 2, 1, 2, 5, 5]);
    const inside = new KneserNey(tokens, { start: 3, end: 7 }, 6, 2).distribution([1]);
    assert.deepEqual(inside, model([1, 2, 1, 2], 6, 2).distribution([1]));
  });
});

describe('pair table', () => {
  it('numbers pairs in order of insertion', () => {
    const pairs = fc.array(fc.tuple(fc.integer({ min: -1, max: 3000 }), fc.nat(100_000)), {
      maxLength: 4000,
      size: 'max',
    });
    fc.assert(
      fc.property(pairs, (all) => {
        const table = new PairTable();
        const known = new Map<string, number>();
        for (const [a, b] of all) {
          const key = `${a} ${b}`;
          assert.equal(table.find(a, b), known.get(key) ?? -1);
          if (!known.has(key)) known.set(key, known.size);
          assert.equal(table.add(a, b), known.get(key));
        }
        assert.equal(table.size, known.size);
      }),
      { numRuns: 20 },
    );
  });
});

describe('naive forecasts', () => {
  const values = Float64Array.from({ length: 40 }, (_, i) => i);

  it('naive repeats the last known value', () => {
    assert.deepEqual(
      [0, 1, 5].map((ahead) => naive(values, 0, 20, ahead)),
      [19, 19, 19],
    );
  });

  it('seasonal-naive repeats the last known season', () => {
    const forecast = seasonalNaive(7);
    assert.deepEqual(
      Array.from({ length: 9 }, (_, ahead) => forecast(values, 0, 20, ahead)),
      [13, 14, 15, 16, 17, 18, 19, 13, 14],
    );
  });

  it('seasonal-naive falls back to the last value where the series does not reach back', () => {
    const forecast = seasonalNaive(7);
    assert.deepEqual(
      [0, 1, 2, 3].map((ahead) => forecast(values, 15, 20, ahead)),
      [19, 19, 15, 16],
    );
  });

  it('never look at a value that is not known yet', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 30 }),
        fc.integer({ min: 1, max: 20 }),
        fc.nat(9),
        (origin, season, ahead) => {
          for (const method of [naive, seasonalNaive(season)]) assert.ok(method(values, 0, origin, ahead) < origin);
        },
      ),
    );
  });
});
