import assert from 'node:assert/strict';
import { messages } from '../../../engine/contracts/messages';
import { Problem } from '../../../engine/contracts/problem';
import { defaultModel, defaultTask } from '../../../engine/catalog/experiment';
import { locate, parseExperiment } from '../../../engine/catalog/parse';
import { tasks } from '../../../engine/catalog/tasks';

const parse = (text: string) => parseExperiment(text, 'a.seqlab.json');

/** Code, line and column, path and guess of the problems of a text. */
function problemsOf(text: string) {
  return parse(text).problems.map(({ code, where }) =>
    `${code} ${where?.line}:${where?.column} ${where?.path ?? ''}`.trim(),
  );
}

describe('experiment files', () => {
  it('need nothing but a path: everything else has a default', () => {
    const { experiment, problems } = parse('{ "data": { "path": "a.txt" } }');
    assert.deepEqual(problems, []);
    assert.equal(experiment?.task, undefined);
    assert.equal(experiment?.model, undefined);
    assert.deepEqual(defaultModel('recurrent'), {
      kind: 'recurrent',
      cell: { kind: 'lstm', units: 128, forgetBias: 1, initialiser: 'uniform' },
      layers: 1,
      bidirectional: false,
      dropout: 0,
      variational: false,
      pool: 'last',
    });
    assert.deepEqual(experiment?.train.optimizer, {
      kind: 'adamw',
      rate: 0.002,
      beta1: 0.9,
      beta2: 0.999,
      epsilon: 1e-8,
    });
    assert.deepEqual(experiment?.data.split, [0.9, 0.05, 0.05]);
    assert.deepEqual(experiment?.data.missing, { tokens: ['', 'NA', 'N/A', 'NaN', 'null'], policy: 'error' });
  });

  it('may hold comments, trailing commas, $schema, and one name in place of a list', () => {
    const { experiment, problems } = parse(`{
      // where the data is
      "$schema": "./schema.json",
      "data": { "path": "a.csv", "target": "temperature", "columns": ["wind", "temperature",], },
      "task": { "kind": "forecasting", "horizon": 3 }, /* and the task */
    }`);
    assert.deepEqual(problems, []);
    assert.deepEqual(experiment?.data.target, ['temperature']);
    assert.deepEqual(experiment?.data.columns, ['wind', 'temperature']);
    assert.deepEqual(experiment?.task, { kind: 'forecasting', window: 28, horizon: 3, scaler: 'standard' });
    assert.ok(experiment && !('$schema' in experiment));
  });

  it('mean the usual kind where none is given', () => {
    const { experiment, problems } = parse(
      '{ "data": { "path": "a" }, "model": { "cell": { "units": 9 } }, "train": { "optimizer": { "rate": 1 }, "schedule": {} } }',
    );
    assert.deepEqual(problems, []);
    assert.equal(experiment?.model?.kind, 'recurrent');
    assert.deepEqual(experiment?.model?.cell, { kind: 'lstm', units: 9, forgetBias: 1, initialiser: 'uniform' });
    assert.equal(experiment?.train.optimizer.kind, 'adamw');
    assert.deepEqual(experiment?.train.schedule, { kind: 'constant' });
  });

  it('read from both sides where the task lets them, unless they say otherwise', () => {
    const bidirectional = (task: string, model: string) => {
      const { experiment } = parse(`{ "data": { "path": "a" }, "task": { "kind": "${task}" }, "model": ${model} }`);
      return experiment?.model?.kind === 'recurrent' && experiment.model.bidirectional;
    };
    assert.equal(bidirectional('tagging', '{}'), true);
    assert.equal(bidirectional('cloze', '{ "kind": "recurrent", "layers": 2 }'), true);
    assert.equal(bidirectional('tagging', '{ "bidirectional": false }'), false);
    assert.equal(bidirectional('language-model', '{}'), false);
  });

  const bad: readonly [string, string, string[]][] = [
    ['broken JSON', '{\n  "data": { "path" "a.txt" }\n}', ['config.syntax 2:20']],
    ['a text that is no JSON at all', 'Call me Ishmael. Some years ago', ['config.syntax 1:1']],
    ['an empty file', '', ['config.empty 1:1']],
    ['only a comment', '// nothing\n', ['config.empty 1:1']],
    ['no data', '{}', ['config.missing 1:1 data']],
    ['data without a path', '{ "data": {} }', ['config.no-data 1:11 data']],
    ['path and parts', '{ "data": { "path": "a", "train": "b" } }', ['config.path-and-parts 1:35 data.train']],
    ['path and one part', '{ "data": { "path": "a", "test": "b" } }', ['config.path-and-parts 1:34 data.test']],
    ['a part without training data', '{ "data": { "validation": "b", "test": "c" } }', ['config.no-data 1:11 data']],
    ['an array for the whole', '[1]', ['config.wrong-type 1:1']],
    ['an unknown key', '{ "data": { "path": "a" },\n  "trian": {} }', ['config.unknown-key-guess 2:3 trian']],
    [
      'an unknown key without a neighbour',
      '{ "data": { "path": "a", "zzzzzz": 1 } }',
      ['config.unknown-key 1:26 data.zzzzzz'],
    ],
    [
      'an unknown key inside a kind',
      '{ "data": { "path": "a" }, "model": { "kind": "recurrent", "cell": { "kind": "gru", "unit": 3 } } }',
      ['config.unknown-key-guess 1:85 model.cell.unit'],
    ],
    ['a wrong type', '{ "data": { "path": 3 } }', ['config.wrong-type 1:21 data.path']],
    [
      'a fraction for a count',
      '{ "data": { "path": "a" }, "train": { "batch": 1.5 } }',
      ['config.wrong-type 1:48 train.batch'],
    ],
    [
      'a negative batch',
      '{ "data": { "path": "a" }, "train": { "batch": -4 } }',
      ['config.too-small 1:48 train.batch'],
    ],
    [
      'dropout of one',
      '{ "data": { "path": "a" }, "model": { "kind": "recurrent", "dropout": 1 } }',
      ['config.not-below 1:71 model.dropout'],
    ],
    [
      'an unknown cell',
      '{ "data": { "path": "a" }, "model": { "kind": "recurrent", "cell": { "kind": "lstn" } } }',
      ['config.unknown-value 1:78 model.cell.kind'],
    ],
    [
      'an unknown key in the usual kind',
      '{ "data": { "path": "a" }, "model": { "cell": { "unit": 3 } } }',
      ['config.unknown-key-guess 1:49 model.cell.unit'],
    ],
    ['a missing kind', '{ "data": { "path": "a" }, "task": {} }', ['config.missing-kind 1:36 task.kind']],
    [
      'a split that does not sum to 1',
      '{ "data": { "path": "a", "split": [0.5, 0.1, 0.1] } }',
      ['config.split-sum 1:35 data.split'],
    ],
    ['a split of two', '{ "data": { "path": "a", "split": [0.5, 0.5] } }', ['config.wrong-length 1:35 data.split']],
    [
      'a split of four',
      '{ "data": { "path": "a", "split": [0.4, 0.2, 0.2, 0.2] } }',
      ['config.wrong-length 1:35 data.split'],
    ],
    ['no columns', '{ "data": { "path": "a", "columns": [] } }', ['config.too-short 1:37 data.columns']],
    [
      'a column named twice',
      '{ "data": { "path": "a", "target": ["x", "y", "x"] } }',
      ['config.repeated 1:47 data.target.2'],
    ],
    [
      'a number beyond all numbers',
      '{ "data": { "path": "a" }, "train": { "weightDecay": 1e400 } }',
      ['config.not-finite 1:54 train.weightDecay'],
    ],
    ['a name of the wrong type', '{ "data": { "path": "a", "target": 3 } }', ['config.wrong-type 1:36 data.target']],
    [
      'two problems, in the order of the file',
      '{ "train": { "seed": -1 }, "data": { "path": "" } }',
      ['config.too-small 1:22 train.seed', 'config.too-short 1:46 data.path'],
    ],
  ];
  for (const [what, text, expected] of bad) {
    it(`locate ${what}`, () => {
      assert.deepEqual(problemsOf(text), expected);
      for (const { code, arguments: values } of parse(text).problems) {
        const places = [...(messages[code] ?? assert.fail(`no message for ${code}`)).matchAll(/\{(\w+)\}/g)];
        for (const [, name] of places) assert.ok(name in values, `${code} lacks ${name}`);
      }
    });
  }

  it('name the kinds that there are', () => {
    const [problem] = parse('{ "data": { "path": "a" }, "task": { "kind": "forecast" } }').problems;
    assert.deepEqual(problem.arguments, {
      path: 'task.kind',
      found: 'forecast',
      values: tasks.kinds.join(', '),
    });
  });

  it('name the file where the whole of it is of the wrong type', () => {
    const [{ arguments: values }] = parse('[1]').problems;
    assert.deepEqual(values, { path: 'a.seqlab.json', expected: 'object', found: 'array' });
  });

  it('guess what a misspelt key means', () => {
    const [problem] = parse('{ "data": { "pth": "a" } }').problems.filter(({ code }) => code.includes('key'));
    assert.deepEqual(problem.arguments, { key: 'pth', guess: 'path' });
  });

  it('give problems of later stages their place', () => {
    const text = '{ "data": { "path": "a" },\n "task": { "kind": "forecasting", "window": 99 } }';
    const at = (path: string) => {
      const { where } = locate(text, 'a.seqlab.json', new Problem('x', {}, { path }));
      return `${where?.line}:${where?.column}`;
    };
    assert.equal(at('task.window'), '2:45');
    // Written nowhere: the object that it would stand in.
    assert.equal(at('task.horizon'), '2:10');
    assert.equal(at('train.window'), '1:1');
    const elsewhere = new Problem('x', {}, { file: 'b.csv', line: 3, column: 4 });
    assert.equal(locate(text, 'a.seqlab.json', elsewhere), elsewhere);
  });

  it('give a guessed task its defaults', () => {
    assert.deepEqual(defaultTask('forecasting'), { kind: 'forecasting', window: 28, horizon: 7, scaler: 'standard' });
    assert.throws(() => defaultTask('nothing'), { code: 'catalog.unknown-kind' });
  });
});
