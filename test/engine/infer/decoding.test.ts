import assert from 'node:assert/strict';
import { Random, randomKey } from '../../../engine/core/random';
import { chooseToken } from '../../../engine/infer/decoding';

const logits = [2, 1, 3, -Infinity, 0].map((value) => value);
const open = { temperature: 1, topK: 0, topP: 1 };

/** Shares of each token over many draws. */
function shares(options: Partial<typeof open>, banned?: number): number[] {
  const random = new Random(randomKey(1, 'decoding'));
  const counts = logits.map(() => 0);
  const draws = 20_000;
  for (let i = 0; i < draws; i++) counts[chooseToken(logits, { ...open, ...options }, random, banned)]++;
  return counts.map((count) => count / draws);
}

function softmax(values: readonly number[]): number[] {
  const weights = values.map((value) => Math.exp(value));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
}

function assertShares(actual: number[], expected: readonly number[]) {
  expected.forEach((share, i) =>
    assert.ok(Math.abs(actual[i] - share) < 0.015, `token ${i}: ${actual[i]} is not ${share}`),
  );
}

describe('decoding', () => {
  it('is greedy at temperature 0, and ties go to the smaller id', () => {
    const random = new Random(randomKey(1, 'greedy'));
    assert.equal(chooseToken(logits, { ...open, temperature: 0 }, random), 2);
    assert.equal(chooseToken([1, 5, 5], { ...open, temperature: 0 }, random), 1);
    assert.equal(chooseToken(logits, { ...open, temperature: 0 }, random, 2), 0);
  });

  it('draws by the softmax', () => {
    assertShares(shares({}), softmax(logits));
  });

  it('sharpens and flattens with the temperature', () => {
    assertShares(shares({ temperature: 0.5 }), softmax(logits.map((value) => value / 0.5)));
    assertShares(shares({ temperature: 3 }), softmax(logits.map((value) => value / 3)));
  });

  it('keeps the k likeliest', () => {
    const [a, , c] = softmax([2, -Infinity, 3, -Infinity, -Infinity]);
    assertShares(shares({ topK: 2 }), [a, 0, c, 0, 0]);
    assert.equal(shares({ topK: 1 })[2], 1);
  });

  it('keeps the smallest set that reaches p', () => {
    // Probabilities are 0.24, 0.09, 0.64, 0, 0.03: 0.64 + 0.24 = 0.88 is the first sum that reaches 0.8.
    const [a, , c] = softmax([2, -Infinity, 3, -Infinity, -Infinity]);
    assertShares(shares({ topP: 0.8 }), [a, 0, c, 0, 0]);
    assert.equal(shares({ topP: 0.5 })[2], 1);
  });

  it('never chooses the banned token', () => {
    assert.equal(shares({}, 2)[2], 0);
    assertShares(shares({}, 2), softmax([2, 1, -Infinity, -Infinity, 0]));
  });
});
