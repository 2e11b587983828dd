import assert from 'node:assert/strict';
import { flatten } from '../../webview/run/experimentSection';

describe('flatten', () => {
  it('gives every leaf with its path', () => {
    const value = {
      data: { path: 'a.txt', split: [0.9, 0.05, 0.05], missing: { tokens: ['', 'NA'] } },
      train: { clip: {}, validateEvery: undefined, carry: true },
    };
    assert.deepEqual(flatten(value), [
      ['data.path', '"a.txt"'],
      ['data.split', '0.9, 0.05, 0.05'],
      ['data.missing.tokens', '"", "NA"'],
      ['train.carry', 'true'],
    ]);
  });
});
