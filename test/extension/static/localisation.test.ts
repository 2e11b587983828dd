import assert from 'node:assert/strict';
import { localiseSchema } from '../../../extension/language/localise-schema';
import { placesOf, readJson, sentences } from './sentences';

const languages = ['zh-cn'];

for (const language of languages) {
  describe(`translations: ${language}`, () => {
    const bundle = readJson(`l10n/bundle.l10n.${language}.json`) as Record<string, string>;

    it('has every sentence of the code, the catalogue and the problems, and no other', async () => {
      const wanted = await sentences();
      const missing = [...wanted].filter((sentence) => !(sentence in bundle));
      const stale = Object.keys(bundle).filter((sentence) => !wanted.has(sentence));
      assert.deepEqual({ missing, stale }, { missing: [], stale: [] });
    });

    it('keeps every place that a value is put into', () => {
      for (const [english, translation] of Object.entries(bundle))
        assert.deepEqual(placesOf(translation), placesOf(english), `${english} -> ${translation}`);
    });

    it('has the same keys as English in the manifest, with the same links', () => {
      const english = readJson('package.nls.json') as Record<string, string>;
      const translated = readJson(`package.nls.${language}.json`) as Record<string, string>;
      assert.deepEqual(Object.keys(translated), Object.keys(english));
      const links = (text: string): string[] => [...text.matchAll(/\]\((command:[\w.]+)\)/g)].map(([, link]) => link);
      for (const [key, text] of Object.entries(english)) assert.deepEqual(links(translated[key]), links(text), key);
    });
  });
}

describe('localiseSchema', () => {
  it('translates titles and descriptions at every depth, and leaves properties of that name alone', () => {
    const schema = {
      title: 'Experiment',
      properties: { title: { type: 'string', description: 'A name' }, list: { anyOf: [{ description: 'A name' }] } },
      enum: ['A name'],
    };
    assert.deepEqual(localiseSchema(schema, { Experiment: '实验', 'A name': '名称' }), {
      title: '实验',
      properties: { title: { type: 'string', description: '名称' }, list: { anyOf: [{ description: '名称' }] } },
      enum: ['A name'],
    });
  });
});
