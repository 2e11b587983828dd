import assert from 'node:assert/strict';
import type {
  ClozeEvaluation,
  ClozeSample,
  PairEvaluation,
  TagEvaluation,
  TagSample,
} from '../../../engine/contracts/events';
import { clozeTask } from '../../../engine/tasks/cloze';
import { taggingTask } from '../../../engine/tasks/tagging';
import { translationTask } from '../../../engine/tasks/translation';
import { assertProblem } from '../data/support';
import { near, present, readAll, requestOf, type Setting } from './support';

/** Logits that are right everywhere, or wrong where `wrong` says so. */
function logits(target: ArrayLike<number>, size: number, wrong: (row: number) => boolean = () => false): Float64Array {
  const output = new Float64Array(target.length * size);
  Array.from(target).forEach((id, row) => (output[row * size + (wrong(row) ? (id + 1) % size : id)] = 9));
  return output;
}

describe('translation', () => {
  const words = ['ab', 'abc', 'b', 'bca', 'cab', 'cc', 'a', 'aab', 'bb', 'acb'];
  const lines = words.map((word) => `${word}\t${word.toUpperCase()}!`).join('\n');
  const prepare = (setting: Partial<Setting> = {}) =>
    translationTask.prepare(
      requestOf('translation', { files: { 'a.txt': lines }, data: { split: [0.6, 0.2, 0.2] }, ...setting }),
    );

  it('has a vocabulary for each side, of the training part, and special tokens before the others', async () => {
    const { record } = await prepare({ data: { split: [1, 0, 0] } });
    assert.deepEqual(record.pairs?.source.vocabulary, ['', '', '', '', 'b', 'a', 'c']);
    assert.deepEqual(record.pairs?.target.vocabulary, ['', '', '', '', '!', 'B', 'A', 'C']);
    assert.deepEqual(
      [record.input, record.decoder, record.output.size],
      [{ kind: 'tokens', vocabulary: 7 }, { kind: 'tokens', vocabulary: 8 }, 8],
    );
    const shared = await prepare({ data: { split: [1, 0, 0] }, task: { vocabularies: 'shared' } });
    assert.deepEqual(shared.record.pairs?.source.vocabulary, shared.record.pairs?.target.vocabulary);
    assert.equal(shared.record.pairs?.source.vocabulary.length, 11);
  });

  it('cuts each side into its own tokens', async () => {
    const { record } = await prepare({
      files: { 'a.txt': 'ab cd\tx y\nab\tx' },
      data: { split: [1, 0, 0] },
      task: { targetTokens: 'word' },
    });
    assert.deepEqual(record.pairs?.source.vocabulary.slice(4).sort(), [' ', 'a', 'b', 'c', 'd']);
    assert.deepEqual(record.pairs?.target.vocabulary.slice(4), ['x', ' ', 'y']);
  });

  it('reads aligned files and explicit parts', async () => {
    const files = { 'a.en': 'one\ntwo', 'a.fr': 'un\ndeux', 'b.en': 'three', 'b.fr': 'trois' };
    const data = { format: 'aligned', train: ['a.en', 'a.fr'], validation: ['b.en', 'b.fr'] } as const;
    const { record } = await prepare({ files, data });
    assert.deepEqual(record.parts, { train: 2, validation: 1, test: 0 });
    await assertProblem(() => prepare({ files, data: { ...data, format: 'pairs' } }), 'pairs.one-file', {
      path: 'data.train',
    });
    await assertProblem(() => prepare({ files, data: { ...data, train: 'a.en' } }), 'pairs.two-files', {
      path: 'data.train',
    });
  });

  it('leaves out what is too long, and refuses a part without a pair', async () => {
    const { record } = await prepare({ data: { split: [1, 0, 0] }, task: { longest: 3 } });
    assert.equal(record.pairs?.leftOut, 5);
    await assertProblem(() => prepare({ files: { 'a.txt': 'a\tb' } }), 'pairs.short', { path: 'data.split' });
    await assertProblem(() => prepare({ memory: 500 }), 'data.memory');
  });

  it('uses the vocabulary of a run as it is', async () => {
    const { record } = await prepare({ data: { split: [1, 0, 0] } });
    const request = requestOf('translation', { files: { 'b.txt': 'xab\tA' }, data: { split: [0, 0, 1] } });
    const prepared = await translationTask.prepare({ ...request, record });
    const [{ buffer }] = readAll(present(prepared.parts.test));
    assert.equal(buffer.input[0], 0, 'x is unknown');
    assert.deepEqual(prepared.record.pairs?.source.vocabulary, record.pairs?.source.vocabulary);
  });

  it('is measured by its answers beside copying and the nearest pair', async () => {
    const prepared = await prepare({ data: { split: [0.5, 0.5, 0] } });
    const { record } = prepared;
    const codec = present(translationTask.pairs?.(record));
    const evaluator = prepared.evaluator('validation');
    const { size } = record.output;
    let first = true;
    let tokens = 0;
    for (const { buffer, count } of readAll(present(prepared.parts.validation))) {
      const lanes = 3;
      const losses = buffer.weights.map((weight) => 2 * weight);
      evaluator.add({ losses, output: logits(buffer.target, size) }, buffer);
      const answers = Array.from({ length: lanes }, (_, lane) =>
        Array.from(buffer.target).filter((id, row) => row % lanes === lane && id > 3),
      );
      if (first) answers[0] = [4];
      first = false;
      tokens += count;
      present(evaluator.answers?.bind(evaluator))(answers);
    }
    const result = evaluator.result() as PairEvaluation;
    assert.deepEqual([result.count, result.pairs], [tokens, 5]);
    assert.ok(near(result.loss, 2) && near(result.metrics.perplexity, Math.exp(2)));
    assert.equal(result.metrics.tokenAccuracy, 1);
    assert.equal(result.metrics.exactMatch, 0.8);
    assert.deepEqual(
      result.baselines.map(({ name }) => name),
      ['copy', 'nearest-pair'],
    );
    assert.equal(result.baselines[0].metrics.exactMatch, 0);
    assert.equal(result.wrong.length, 1);
    assert.equal(result.wrong[0].output, codec.decodeTarget([4]));
    assert.equal(result.wrong[0].reference, `${result.wrong[0].source.toUpperCase()}!`);
    assert.equal(
      result.byLength.reduce((sum, { pairs }) => sum + pairs, 0),
      5,
    );
  });
});

describe('tagging', () => {
  const sentences = [
    'Anna B-PER\nruns O',
    'In O\nNew B-LOC\nYork I-LOC\nruns O',
    'Anna B-PER\nBell I-PER',
    'runs O',
    'York B-LOC',
  ];
  const setting: Setting = {
    files: { 'a.txt': sentences.join('\n\n') },
    data: { format: 'conll', split: [0.6, 0.4, 0] },
  };

  it('predicts a tag for every token, padding left out', async () => {
    const { record, parts } = await taggingTask.prepare(
      requestOf('tagging', { ...setting, data: { format: 'conll', split: [1, 0, 0] } }),
    );
    const [unknown, ...tags] = present(record.pairs).target.vocabulary;
    assert.equal(unknown, '');
    assert.deepEqual(tags.sort(), ['B-LOC', 'B-PER', 'I-LOC', 'I-PER', 'O']);
    assert.equal(record.output.size, 6);
    assert.equal(present(parts.train).predictions, 10);
    assert.equal(
      [...readAll(present(parts.train))].reduce((sum, { count }) => sum + count, 0),
      10,
    );
  });

  it('refuses sentences with more tokens than tags, with their line', async () => {
    const files = { 'a.txt': '{"tokens":["a"],"tags":["X"]}\n{"tokens":["a","b"],"tags":["X"]}' };
    const request = requestOf('tagging', { files, data: { format: 'json-lines' } });
    await assertProblem(() => taggingTask.prepare(request), 'tagging.lengths', {
      file: 'a.txt',
      line: 2,
      path: 'data.path',
    });
  });

  it('is measured by tags and entities beside the most frequent tag', async () => {
    const prepared = await taggingTask.prepare(requestOf('tagging', setting));
    const { size } = prepared.record.output;
    const gatherer = prepared.metrics('validation');
    const evaluator = prepared.evaluator('validation');
    let rows = 0;
    for (const { buffer, count } of readAll(present(prepared.parts.validation))) {
      const output = logits(buffer.target, size);
      gatherer.add(count, count, output, buffer);
      evaluator.add({ losses: buffer.weights, output }, buffer);
      rows += count;
    }
    assert.equal(gatherer.result().accuracy, 1);
    const result = evaluator.result() as TagEvaluation;
    assert.deepEqual([result.count, result.sentences, result.loss, result.metrics.accuracy], [rows, 2, 1, 1]);
    assert.deepEqual(result.wrong, []);
    assert.equal(result.baselines[0].name, 'frequent-tag');
    assert.ok(result.baselines[0].metrics.accuracy <= 1);
  });

  it('shows sentences of a validation, and tags a text', async () => {
    const prepared = await taggingTask.prepare(requestOf('tagging', setting));
    const { size } = prepared.record.output;
    const preview = present(prepared.preview?.('validation'));
    const { buffer } = [...readAll(present(prepared.parts.validation))][preview.index];
    const sample = preview.sample(logits(buffer.target, size), buffer) as TagSample;
    for (const { tokens, predicted, truth } of sample.sentences) {
      assert.equal(tokens.length, predicted.length);
      assert.deepEqual(predicted, truth);
    }
    const reader = present(taggingTask.reader?.(prepared.record));
    assert.equal(reader.encode('Anna  runs').length, 2);
    const tags = present(prepared.record.pairs).target.vocabulary;
    const read = reader.sample('Anna  runs', logits([2, 1], size)) as TagSample;
    assert.deepEqual(read.sentences, [{ tokens: ['Anna', 'runs'], predicted: [tags[2], tags[1]] }]);
    await assertProblem(() => reader.encode('  '), 'predict.no-source');
  });
});

describe('cloze', () => {
  const text = 'abcd '.repeat(60);
  const setting: Setting = {
    files: { 'a.txt': text },
    data: { split: [0.5, 0.5, 0] },
    train: { batch: 3, window: 20 },
  };
  const prepare = () => clozeTask.prepare(requestOf('cloze', setting));

  it('hides about its share of the tokens, others every epoch, and predicts those alone', async () => {
    const { parts, record } = await prepare();
    const train = present(parts.train);
    const size = train.shape.time * train.shape.batch;
    const read = (epoch: number) => {
      const hidden: number[] = [];
      let total = 0;
      for (let index = 0; index < train.count; index++) {
        const into = {
          input: new Int32Array(size),
          mask: new Float32Array(size),
          target: new Int32Array(size),
          weights: new Float32Array(size),
        };
        total += train.read(epoch, index, into);
        into.input.forEach((id, i) => {
          assert.equal(id === 1, into.weights[i] === 1);
          if (into.weights[i] === 0 && into.mask[i] === 1) assert.equal(id, into.target[i]);
          if (id === 1) hidden.push(index * size + i);
        });
      }
      return { hidden, total };
    };
    assert.equal(read(0).total, train.predictions);
    assert.notDeepEqual(read(0).hidden, read(1).hidden);
    assert.deepEqual(read(1).hidden, read(1).hidden);
    const share = Array.from({ length: 50 }, (_, epoch) => read(epoch).total).reduce((a, b) => a + b) / 50 / 150;
    assert.ok(Math.abs(share - 0.15) < 0.02, String(share));
    assert.deepEqual(record.text?.vocabulary.slice(0, 2), ['', '']);
  });

  it('is measured beside models of one and two tokens', async () => {
    const prepared = await prepare();
    const { size } = prepared.record.output;
    const evaluator = prepared.evaluator('validation');
    for (const { buffer } of readAll(present(prepared.parts.validation))) {
      evaluator.add({ losses: buffer.weights, output: logits(buffer.target, size) }, buffer);
    }
    const result = evaluator.result() as ClozeEvaluation;
    assert.deepEqual([result.loss, result.metrics.accuracy], [1, 1]);
    const [unigram, bigram] = result.baselines;
    assert.deepEqual([unigram.name, bigram.name], ['unigram', 'bigram']);
    assert.ok(unigram.metrics.perplexity > 4 && bigram.metrics.perplexity < 2, JSON.stringify(result.baselines));
    for (const passage of result.worst) {
      const joined = passage.map(({ token }) => token).join('');
      assert.ok(text.includes(joined));
      assert.equal(passage.filter(({ candidates }) => candidates).length, 1);
    }
  });

  it('shows a passage, and fills in the gaps of a text', async () => {
    const prepared = await prepare();
    const { size } = prepared.record.output;
    const preview = present(prepared.preview?.('validation'));
    const { buffer } = [...readAll(present(prepared.parts.validation))][preview.index];
    const sample = preview.sample(logits(buffer.target, size), buffer) as ClozeSample;
    const gaps = sample.texts.flat().filter(({ candidates }) => candidates);
    assert.ok(gaps.length > 0);
    for (const { token, candidates } of gaps) assert.equal(candidates?.[0].token, token);
    const reader = present(clozeTask.reader?.(prepared.record));
    const ids = reader.encode('a_c');
    assert.equal(ids[1], 1);
    const filled = reader.sample('a_c', logits([2, 3, 4], size)) as ClozeSample;
    assert.equal(filled.texts[0][1].candidates?.[0].token, present(prepared.record.text).vocabulary[3]);
    assert.ok(filled.texts[0][1].candidates?.every(({ token }) => token !== ''));
    await assertProblem(() => reader.encode('abc'), 'predict.no-gap');
  });
});
