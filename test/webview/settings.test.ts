import assert from 'node:assert/strict';
import { limitNumber } from '../../webview/dom/controls';
import { readSettings, SettingsStore, type Settings } from '../../webview/run/settings';

describe('settings', () => {
  it('come back as they were stored', () => {
    const store = new SettingsStore(undefined, () => {});
    store.change({
      smoothing: 0.5,
      axis: 'time',
      logarithmic: true,
      sampleStep: 120,
      prompt: 'x',
      source: 'y',
      topK: 7,
    });
    store.setOpen('generate', false);
    assert.deepEqual(readSettings(JSON.parse(JSON.stringify(store.value))), {
      ...store.value,
      column: undefined,
      evaluation: undefined,
      generated: undefined,
      forecast: undefined,
    });
  });

  it('fall back one by one where what was stored does not fit', () => {
    const defaults = readSettings(undefined);
    for (const stored of [null, 3, 'x', [], { smoothing: 7, axis: 'moon', open: { a: 'yes', b: false }, part: 1 }]) {
      const settings = readSettings(stored);
      assert.equal(settings.smoothing, defaults.smoothing);
      assert.equal(settings.axis, 'step');
      assert.equal(settings.part, 'test');
      assert.equal(settings.open.a, undefined);
    }
    assert.equal(readSettings({ open: { b: false } }).open.b, false);
    assert.equal(readSettings({ evaluation: { step: 3, value: { kind: 'pictures' } } }).evaluation, undefined);
    for (const kind of ['pairs', 'tags', 'cloze']) {
      assert.ok(readSettings({ evaluation: { step: 3, value: { kind } } }).evaluation);
    }
  });

  it('are saved on every change and tell what was before', () => {
    const saved: Settings[] = [];
    const store = new SettingsStore(undefined, (settings) => saved.push(settings));
    const before: number[] = [];
    store.listen((settings) => before.push(settings.rows));
    store.change({ rows: 5 });
    store.change({ rows: 6 });
    store.setOpen('curves', true);
    store.setOpen('curves', true);
    assert.deepEqual(
      saved.map(({ rows }) => rows),
      [5, 6, 6],
    );
    assert.deepEqual(before, [30, 5, 6]);
    assert.equal(store.isOpen('curves', false), true);
    assert.equal(store.isOpen('other', false), false);
  });

  it('keep a number field inside its limits', () => {
    const limits = { minimum: 1, maximum: 10, step: 1 };
    assert.equal(limitNumber('7.6', 3, limits), 8);
    assert.equal(limitNumber('-4', 3, limits), 1);
    assert.equal(limitNumber('1e9', 3, limits), 10);
    assert.equal(limitNumber('', 3, limits), 3);
    assert.equal(limitNumber('abc', 3, limits), 3);
    assert.equal(limitNumber('0.35', 1, { minimum: 0, maximum: 5, step: 0.1 }), 0.35);
  });
});
