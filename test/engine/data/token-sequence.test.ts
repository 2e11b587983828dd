import assert from 'node:assert/strict';
import { TokenSequence } from '../../../engine/data/token-sequence';

describe('token sequence', () => {
  it('holds ids over many pages, in 2 bytes each', () => {
    const count = 600_000;
    const sequence = TokenSequence.from(Array.from({ length: count }, (_, i) => i % 65536));
    assert.equal(sequence.length, count);
    for (const i of [0, 65535, 65536, 262143, 262144, count - 1]) assert.equal(sequence.at(i), i % 65536);
    assert.ok(sequence.bytes >= 2 * count && sequence.bytes < 2 * count + 2 * 262144);
  });

  it('widens pages for ids that need it, also when ids are replaced', () => {
    const sequence = TokenSequence.from([1, 65535, 65536, 70000]);
    assert.deepEqual(
      [0, 1, 2, 3].map((i) => sequence.at(i)),
      [1, 65535, 65536, 70000],
    );
    const narrow = TokenSequence.from([0, 1, 0]);
    narrow.remap([100_000, 5]);
    assert.deepEqual(
      [0, 1, 2].map((i) => narrow.at(i)),
      [100_000, 5, 100_000],
    );
  });

  it('counts ids in a range', () => {
    const sequence = TokenSequence.from([2, 0, 1, 2, 2, 0]);
    assert.deepEqual([...sequence.frequencies(1, 5, 4)], [1, 1, 2, 0]);
  });
});
