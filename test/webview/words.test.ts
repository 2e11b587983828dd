import assert from 'node:assert/strict';
import { failureWords, metricWord, placeWords, problemWords } from '../../webview/format/words';

describe('words', () => {
  it('put a problem into its sentence', () => {
    const problem = { code: 'run.gradient-not-finite', arguments: { layer: 'rnn.0', step: 12 } };
    assert.match(problemWords(problem), /gradient of rnn\.0 .* step 12/);
  });

  it('name a code that this version does not know', () => {
    assert.match(problemWords({ code: 'future.code', arguments: {} }), /future\.code/);
  });

  it('prefer the message of a rejected call, and take anything else', () => {
    const problem = { code: 'internal.error', arguments: { message: 'boom' } };
    assert.equal(failureWords({ message: 'In words.', problem }), 'In words.');
    assert.match(failureWords({ problem }), /boom/);
    assert.equal(failureWords(new Error('broken')), 'broken');
    assert.match(failureWords('odd'), /odd/);
    assert.match(failureWords(undefined), /undefined/);
  });

  it('say where a problem is', () => {
    assert.equal(placeWords({ file: 'a.csv', line: 3, column: 7 }), 'a.csv:3:7');
    assert.equal(
      placeWords({ file: 'a.seqlab.json', line: 3, path: 'model.layers' }),
      'a.seqlab.json:3 \u00b7 model.layers',
    );
    assert.equal(placeWords({ path: 'train.batch' }), 'train.batch');
    assert.equal(placeWords(undefined), '');
  });

  it('name metrics, of all columns and of one', () => {
    assert.equal(metricWord('bitsPerCharacter'), 'Bits per character');
    assert.equal(metricWord('mae temp max'), 'MAE of temp max');
    assert.equal(metricWord('unheard'), 'unheard');
  });
});
