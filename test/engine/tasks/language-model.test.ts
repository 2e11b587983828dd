import assert from 'node:assert/strict';
import type { TextEvaluation } from '../../../engine/contracts/events';
import { languageModelTask } from '../../../engine/tasks/language-model';
import { worstStretches } from '../../../engine/tasks/worst-stretches';
import { assertProblem } from '../data/support';
import { near, present, readAll, requestOf, type Setting } from './support';

const prepare = (setting: Setting) => languageModelTask.prepare(requestOf('language-model', setting));
const text = 'abracadabra '.repeat(20);

describe('language-model task', () => {
  it('records vocabulary, encoding and sizes', async () => {
    const { record, parts } = await prepare({ files: { 'a.txt': text } });
    assert.deepEqual(record.text, {
      encoding: 'utf-8',
      tokens: 'character',
      vocabulary: ['', 'a', 'b', 'r', ' ', 'c', 'd'],
    });
    assert.deepEqual(record.parts, { train: 192, validation: 24, test: 24 });
    assert.deepEqual(record.input, { kind: 'tokens', vocabulary: 7 });
    assert.deepEqual(record.output, { kind: 'classes', size: 7, per: 'step' });
    assert.deepEqual(parts.train?.shape, { time: 5, batch: 3, input: record.input, output: record.output });
    assert.equal(parts.validation?.predictions, 23);
  });

  it('learns the vocabulary from the training part alone', async () => {
    const { record, parts } = await prepare({ files: { 'a.txt': `${'ab'.repeat(40)}zzzzzzzzzzzzzzzzzzzz` } });
    assert.deepEqual(record.text?.vocabulary, ['', 'a', 'b']);
    const targets = [...readAll(present(parts.test))].flatMap(({ buffer }) => [...buffer.target]);
    assert.deepEqual(new Set(targets), new Set([0]));
  });

  it('gives the text back through batches and codec', async () => {
    for (const tokens of ['character', 'grapheme', 'word'] as const) {
      const content = 'Der Fluß 👨‍👩‍👧 fließt, 他来到了北京。\n'.repeat(12);
      const { record, parts } = await prepare({
        files: { 'a.txt': content },
        data: { tokens, split: [1, 0, 0] },
        train: { batch: 1 },
      });
      const codec = present(languageModelTask.codec?.(record));
      const batches = [...readAll(present(parts.train))];
      const ids = batches.flatMap(({ buffer, count }) => [...buffer.target.subarray(0, count)]);
      assert.equal(codec.decode([batches[0].buffer.input[0], ...ids]), content, tokens);
      assert.equal(codec.decode(codec.encode(content.replaceAll('\n', '\r\n'))), content, tokens);
      assert.equal(codec.encode('§')[0], codec.unknown);
      assert.deepEqual(Object.keys(parts), ['train']);
    }
  });

  it('takes explicit parts', async () => {
    const files = { 'a.txt': 'abab'.repeat(10), 'b.txt': 'abc', 'c.txt': 'ba' };
    const { record, parts } = await prepare({ files, data: { train: 'a.txt', validation: 'b.txt', test: 'c.txt' } });
    assert.deepEqual(record.parts, { train: 40, validation: 3, test: 2 });
    assert.deepEqual(record.text?.vocabulary, ['', 'a', 'b']);
    assert.equal(parts.test?.predictions, 1);
  });

  it('uses the vocabulary of a finished run as it is', async () => {
    const { record } = await prepare({ files: { 'a.txt': text } });
    const request = requestOf('language-model', { files: { 'b.txt': 'xxab' }, data: { split: [0, 0, 1] } });
    const other = await languageModelTask.prepare({ ...request, record });
    assert.deepEqual(other.record.text?.vocabulary, record.text?.vocabulary);
    assert.deepEqual(Object.keys(other.parts), ['test']);
    const [{ buffer, count }] = [...readAll(present(other.parts.test))];
    assert.deepEqual([count, buffer.input[0]], [3, 0]);
  });

  it('limits the vocabulary', async () => {
    const { record } = await prepare({ files: { 'a.txt': text }, data: { vocabulary: 2 } });
    assert.deepEqual(record.text?.vocabulary, ['', 'a', 'b']);
  });

  describe('refuses', () => {
    it('a training part that fills no batch, saying how many tokens are needed', async () => {
      const window = await assertProblem(
        () => prepare({ files: { 'a.txt': 'x'.repeat(100) }, train: { window: 90 } }),
        'data.short-text',
        { path: 'train.window' },
      );
      assert.deepEqual([window.arguments.tokens, window.arguments.needed], [80, 91]);
      await assertProblem(
        () => prepare({ files: { 'a.txt': 'x'.repeat(100) }, train: { batch: 90 } }),
        'data.short-text',
        { path: 'train.batch' },
      );
    });

    it('a validation part with nothing to predict', async () => {
      const setting = { files: { 'a.txt': 'x'.repeat(100) }, data: { split: [0.98, 0.01, 0.01] as const } };
      await assertProblem(() => prepare(setting), 'data.short-text', { path: 'data.split' });
      const parts = { files: { 'a.txt': text, 'b.txt': 'x' }, data: { train: 'a.txt', validation: 'b.txt' } };
      await assertProblem(() => prepare(parts), 'data.short-text', { path: 'data.validation' });
    });

    it('empty files, no files, tables and impossible splits', async () => {
      await assertProblem(() => prepare({ files: { 'a.txt': '' } }), 'data.empty', {
        path: 'data.path',
        file: 'a.txt',
      });
      await assertProblem(() => prepare({ files: { 'a.txt': '\uFEFF' } }), 'data.empty');
      await assertProblem(() => prepare({ files: { 'a.txt': text }, data: { path: undefined } }), 'data.no-path', {
        path: 'data',
      });
      await assertProblem(() => prepare({ files: { 'a.txt': 'a,b\n1,2\n' }, data: { format: 'csv' } }), 'data.kind', {
        path: 'data.format',
      });
      await assertProblem(() => prepare({ files: { 'a.txt': text }, data: { split: [0.5, 0.1, 0.1] } }), 'data.split', {
        path: 'data.split',
      });
    });

    it('a text that needs more memory than there is, before it is read', async () => {
      const request = requestOf('language-model', { files: { 'a.txt': '' } });
      const source = { name: 'a.txt', size: 1e12, read: () => assert.fail('it was read') };
      const work = () => languageModelTask.prepare({ ...request, open: async () => source, limits: { memory: 4e9 } });
      const problem = await assertProblem(work, 'data.memory', { file: 'a.txt', path: 'data.path' });
      assert.deepEqual([problem.arguments.needed, problem.arguments.limit], ['2000000', '4000']);
    });

    it('a vocabulary that outgrows the memory while it is read', async () => {
      const content = Array.from({ length: 20_000 }, (_, i) => `w${i}`).join(' ');
      const words = { files: { 'a.txt': content }, data: { tokens: 'word' as const }, memory: 1e6 };
      await assertProblem(() => prepare(words), 'data.memory');
    });
  });

  describe('metrics', () => {
    it('are perplexity and bits per character; a grapheme or word stands for all its characters', async () => {
      for (const [tokens, content, characters] of [
        ['character', 'aé😀b'.repeat(30), 1],
        ['word', 'abc def '.repeat(30), 2],
      ] as const) {
        const prepared = await prepare({
          files: { 'a.txt': content },
          data: { tokens, split: [0.5, 0.5, 0] },
        });
        const gatherer = prepared.metrics('validation');
        for (const { buffer, count } of readAll(present(prepared.parts.validation))) {
          gatherer.add(Math.LN2 * 3 * count, count, new Float32Array(0), buffer);
        }
        const { perplexity, bitsPerCharacter } = gatherer.result();
        assert.ok(near(perplexity, 8));
        // Words and spaces alternate; of 59 predicted tokens, one more is a space.
        const expected = tokens === 'word' ? (3 * 59) / (29 * 3 + 30) : 3 / characters;
        assert.ok(near(bitsPerCharacter, expected), `${tokens}: ${bitsPerCharacter} for ${expected}`);
      }
    });

    it('count the characters that unknown tokens stand for', async () => {
      const files = { 'a.txt': 'a b '.repeat(10), 'b.txt': 'a elephant a elephant' };
      const prepared = await prepare({
        files,
        data: { tokens: 'word', train: 'a.txt', validation: 'b.txt' },
      });
      const gatherer = prepared.metrics('validation');
      for (const { buffer, count } of readAll(present(prepared.parts.validation)))
        gatherer.add(count * Math.LN2, count, new Float32Array(0), buffer);
      assert.ok(near(gatherer.result().bitsPerCharacter, 6 / (1 + 8 + 1 + 1 + 1 + 8)));
    });
  });

  describe('evaluation', () => {
    it('stands beside a uniform guess and an n-gram model, with the worst stretches', async () => {
      const prepared = await prepare({ files: { 'a.txt': text }, data: { split: [0.6, 0.4, 0] } });
      const { record } = prepared;
      const batches = present(prepared.parts.validation);
      const evaluation = prepared.evaluator('validation');
      const size = record.output.size;
      const rare = record.text?.vocabulary.indexOf('d');
      for (const { buffer } of readAll(batches)) {
        const losses = buffer.weights.map((weight, i) => weight * (buffer.target[i] === rare ? 5 : 1));
        // The right answer for every row but those of the rare token.
        const output = new Float64Array(buffer.weights.length * size);
        buffer.target.forEach((target, i) => (output[i * size + (target === rare ? 1 : target)] = 1));
        evaluation.add({ losses, output }, buffer);
      }
      const result = evaluation.result() as TextEvaluation;
      const predicted = 95;
      const rares = 8;
      assert.equal(result.count, predicted);
      assert.ok(near(result.loss, (predicted + 4 * rares) / predicted, 1e-6));
      assert.ok(near(result.metrics.perplexity, Math.exp(result.loss), 1e-6));
      assert.ok(near(result.metrics.accuracy, (predicted - rares) / predicted));
      const [uniform, ngram] = result.baselines;
      assert.equal(uniform.name, 'uniform');
      assert.ok(near(uniform.metrics.perplexity, 7));
      assert.equal(ngram.name, 'kneser-ney-5');
      assert.ok(ngram.metrics.perplexity > 1 && ngram.metrics.perplexity < 1.6, String(ngram.metrics.perplexity));
      const [worst] = result.worst;
      const whole = text.slice(144);
      assert.equal(worst.tokens.join(''), whole.slice(worst.position, worst.position + worst.tokens.length));
      worst.nats.forEach((nats, i) => assert.equal(nats, whole[worst.position + i] === 'd' ? 5 : 1));
    });

    it('has no n-gram where there is no training part', async () => {
      const { record } = await prepare({ files: { 'a.txt': text } });
      const request = requestOf('language-model', { files: { 'b.txt': 'abra' }, data: { split: [0, 0, 1] } });
      const prepared = await languageModelTask.prepare({ ...request, record });
      const evaluation = prepared.evaluator('test');
      for (const { buffer } of readAll(present(prepared.parts.test))) {
        evaluation.add({ losses: buffer.weights, output: new Float64Array(buffer.weights.length * 7) }, buffer);
      }
      assert.deepEqual(
        evaluation.result().baselines.map(({ name }) => name),
        ['uniform'],
      );
      await assertProblem(() => prepared.evaluator('train'), 'data.no-part');
    });
  });

  it('finds the worst stretches, none of which overlap', () => {
    const nats = Float32Array.from({ length: 100 }, (_, i) => (i >= 20 && i < 24 ? 9 : i >= 60 && i < 64 ? 5 : 1));
    const stretches = worstStretches(nats, 4, 3);
    assert.deepEqual(stretches.slice(0, 2), [
      { start: 20, end: 24, mean: 9 },
      { start: 60, end: 64, mean: 5 },
    ]);
    assert.equal(stretches.length, 3);
    assert.deepEqual(worstStretches(Float32Array.of(0, 2, 4), 10, 10), [{ start: 1, end: 3, mean: 3 }]);
    assert.deepEqual(worstStretches(Float32Array.of(0), 10, 10), []);
    assert.equal(worstStretches(new Float32Array(100).fill(1), 10, 100).length, 9);
  });
});
