import assert from 'node:assert/strict';
import { permutation, Random, randomKey } from '../../../engine/core/random';
import { orthogonal, plusConstant, uniform, xavier, zeros } from '../../../engine/core/initialisers';

describe('random numbers', () => {
  it('go on from a saved state', () => {
    const random = new Random(randomKey(3, 'a'));
    for (let i = 0; i < 7; i++) random.word();
    const resumed = new Random(randomKey(3, 'a'), 0, random.state);
    const draws = (from: Random) => [from.word(), from.uniform(), from.normal(), from.below(10)];
    assert.deepEqual(draws(resumed), draws(random));
  });

  it('differ by seed, purpose and stream', () => {
    const first = [
      new Random(randomKey(3, 'a')),
      new Random(randomKey(4, 'a')),
      new Random(randomKey(3, 'b')),
      new Random(randomKey(3, 'a'), 1),
    ].map((random) => random.word());
    assert.equal(new Set(first).size, 4);
  });

  it('have the moments of their distributions', () => {
    const random = new Random(randomKey(1, 'moments'));
    const n = 20_000;
    const mean = (draw: () => number) => Array.from({ length: n }, draw).reduce((sum, value) => sum + value, 0) / n;
    assert.ok(Math.abs(mean(() => random.uniform()) - 0.5) < 0.01);
    assert.ok(Math.abs(mean(() => random.uniform() ** 2) - 1 / 3) < 0.01);
    assert.ok(Math.abs(mean(() => random.normal())) < 0.03);
    assert.ok(Math.abs(mean(() => random.normal() ** 2) - 1) < 0.04);
    assert.ok(Math.abs(mean(() => random.below(7)) - 3) < 0.06);
  });

  it('permute every item once, each epoch in another order', () => {
    const one = permutation(100, randomKey(1, 'order'), 0);
    const two = permutation(100, randomKey(1, 'order'), 1);
    assert.deepEqual(
      [...one].sort((a, b) => a - b),
      Array.from({ length: 100 }, (_, i) => i),
    );
    assert.notDeepEqual(one, two);
    assert.deepEqual(permutation(100, randomKey(1, 'order'), 0), one);
  });
});

describe('initialisers', () => {
  const draw = (initialise: typeof zeros, shape: number[]) => {
    const values = new Float64Array(shape.reduce((a, b) => a * b));
    initialise(values, shape, new Random(randomKey(2, 'initialise')));
    return values;
  };

  it('uniform stays within its limit and fills it', () => {
    const values = draw(uniform(0.2), [40, 30]);
    assert.ok(Math.max(...values) <= 0.2 && Math.max(...values) > 0.19);
    assert.ok(Math.min(...values) >= -0.2 && Math.min(...values) < -0.19);
  });

  it("Xavier's limit follows the size of one gate's block", () => {
    const values = draw(xavier(4), [4 * 6, 10]);
    const limit = Math.sqrt(6 / 16);
    assert.ok(Math.max(...values) <= limit && Math.max(...values) > 0.95 * limit);
  });

  for (const [rows, columns, gates] of [
    [6, 6, 3],
    [8, 5, 1],
    [5, 8, 2],
  ]) {
    it(`orthogonal blocks of ${rows}x${columns} have orthonormal rows or columns`, () => {
      const values = draw(orthogonal(gates), [rows * gates, columns]);
      for (let gate = 0; gate < gates; gate++) {
        const block = values.slice(gate * rows * columns, (gate + 1) * rows * columns);
        const tall = rows > columns;
        const count = tall ? columns : rows;
        const vector = (i: number) =>
          Array.from({ length: tall ? rows : columns }, (_, j) =>
            tall ? block[j * columns + i] : block[i * columns + j],
          );
        for (let i = 0; i < count; i++) {
          for (let j = 0; j < count; j++) {
            const product = vector(i).reduce((sum, value, k) => sum + value * vector(j)[k], 0);
            assert.ok(Math.abs(product - (i === j ? 1 : 0)) < 1e-10, `${i} ${j}: ${product}`);
          }
        }
      }
    });
  }

  it('the forget gate alone gets its bias', () => {
    assert.deepEqual([...draw(plusConstant(zeros, 2, 4, 1.5), [8])], [0, 0, 1.5, 1.5, 0, 0, 0, 0]);
  });
});
