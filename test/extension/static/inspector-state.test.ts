import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { dataOf, inputOf } from '../../../extension/panels/inspector-state';
import { useFolder } from '../../engine/node/support/folders';

const parts = { train: 4000, validation: 400, test: 400 };

describe('what the inspector shows when nobody chose anything', () => {
  const folder = useFolder();
  const write = (name: string, value: unknown) => fs.writeFileSync(path.join(folder(), name), JSON.stringify(value));
  const input = async (data: object, task: object) => {
    write('data.json', { parts, ...data });
    write('experiment.json', { task });
    return inputOf(await dataOf({ folder: folder() }));
  };
  const beginning = { kind: 'part', part: 'validation', from: 0 };

  it('a stretch of a text, or of one long series', async () => {
    assert.deepEqual(await input({ text: {} }, { kind: 'language-model' }), { ...beginning, length: 120 });
    assert.deepEqual(await input({ table: {} }, { kind: 'forecasting', window: 28 }), { ...beginning, length: 120 });
  });

  it('a window of the first of many series, so that there is something to predict behind it', async () => {
    const many = { table: { group: 'sequence' } };
    assert.deepEqual(await input(many, { kind: 'forecasting', window: 50 }), { ...beginning, length: 50 });
  });

  it('one of many sequences', async () => {
    assert.deepEqual(await input({ pairs: {} }, { kind: 'translation' }), { ...beginning, length: 1 });
  });
});
