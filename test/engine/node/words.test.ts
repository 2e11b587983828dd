import assert from 'node:assert/strict';
import { Problem } from '../../../engine/contracts/problem';
import { sentenceOf } from '../../../engine/node/cli/words';

describe('sentences of problems', () => {
  it('take parts that are words of their own', () => {
    const reason = { code: 'words.wrong-product', arguments: { library: 'OpenBLAS' } };
    const problem = new Problem('backend.missing', { backend: 'native', reason });
    assert.equal(
      sentenceOf(problem),
      'The kernels native cannot be used here: OpenBLAS multiplies wrongly here. Set train.backend to auto.',
    );
  });

  it('take texts and numbers as they are', () => {
    const problem = new Problem('tagging.lengths', { line: 3, tokens: 4, tags: 5 });
    assert.equal(sentenceOf(problem), 'The sentence in line 3 has 4 tokens and 5 tags. Give every token one tag.');
  });
});
