import assert from 'node:assert/strict';
import type { Backend } from '../../../engine/contracts/backend';
import { philox4x32 } from '../../../engine/kernels/reference/philox';
import { allBackends, reference32 } from '../support/backends';

// From the known-answer file of Random123 1.14 (kat_vectors, philox4x32 10): counter, key, words.
const knownAnswers = [
  { counter: [0, 0, 0, 0], key: [0, 0], words: [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8] },
  {
    counter: [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff],
    key: [0xffffffff, 0xffffffff],
    words: [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd],
  },
  {
    counter: [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
    key: [0xa4093822, 0x299f31d0],
    words: [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1],
  },
] satisfies { counter: number[]; key: number[]; words: number[] }[];

function mask(backend: Backend, count: number, rate: number, key0: number, key1: number, counter: number): number[] {
  const out = backend.base;
  backend.floats(out, count + 1).fill(-7);
  backend.kernels.dropoutMask(count, rate, key0, key1, counter, out);
  assert.equal(backend.floats(out, count + 1)[count], -7, 'wrote beyond its end');
  return [...backend.floats(out, count)];
}

describe('Philox', () => {
  it('gives the known answers', () => {
    for (const { counter, key, words } of knownAnswers) {
      const out = new Uint32Array(4);
      philox4x32(counter[0], counter[1], counter[2], counter[3], key[0], key[1], out);
      assert.deepEqual([...out], words);
    }
  });
});

for (const { title, create } of allBackends) {
  describe(`dropout: ${title}`, () => {
    const backend = create();

    it('keeps an element from the very rate on that its word names', () => {
      // The words of counter 0 under key 0 are known; just above one of them its element is dropped.
      for (const [i, word] of knownAnswers[0].words.entries()) {
        const rate = word / 2 ** 32;
        assert.notEqual(mask(backend, 4, rate, 0, 0, 0)[i], 0);
        assert.equal(mask(backend, 4, (word + 1) / 2 ** 32, 0, 0, 0)[i], 0);
      }
    });

    it('gives the same bits as the reference, at any length, key and counter', () => {
      const reference = reference32.create();
      const keys = [0, 1, 0x7fffffff, 0x80000000, 0xffffffff];
      for (const count of [1, 2, 3, 4, 5, 17, 1001]) {
        for (const key0 of keys) {
          for (const [key1, counter] of [keys, keys.toReversed()]) {
            for (const rate of [0, 0.1, 0.5]) {
              const expected = mask(reference, count, rate, key0, key1, counter).map(Math.fround);
              assert.deepEqual(mask(backend, count, rate, key0, key1, counter).map(Math.fround), expected);
            }
          }
        }
      }
    });

    it('drops everything at rate 1 and nothing at rate 0', () => {
      assert.ok(mask(backend, 1000, 1, 1, 2, 3).every((value) => value === 0));
      assert.ok(mask(backend, 1000, 0, 1, 2, 3).every((value) => value === 1));
    });

    it('drops about as many as the rate says', () => {
      const count = 100_000;
      const kept = mask(backend, count, 0.3, 5, 6, 7).filter((value) => value > 0).length;
      // Five standard deviations.
      assert.ok(Math.abs(kept - 0.7 * count) < 5 * Math.sqrt(0.21 * count), `${kept} kept`);
    });
  });
}
