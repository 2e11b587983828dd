import assert from 'node:assert/strict';
import fs from 'node:fs';
import { join } from 'node:path';
import { attentions } from '../../../engine/catalog/attentions';
import { cells } from '../../../engine/catalog/cells';
import { catalogJson, experimentJsonSchema, registries } from '../../../engine/catalog/json-schema';
import { models } from '../../../engine/catalog/models';
import { attentionConfigs } from '../support/model-parts';
import { cellConfigs } from '../support/cells';

describe('catalogue', () => {
  it('has every cell in the battery', () => {
    assert.deepEqual([...new Set(cellConfigs.map(({ kind }) => kind))].sort(), cells.kinds.sort());
  });

  it('has every attention in the battery, and a battery for every model', () => {
    assert.deepEqual(attentionConfigs.map(({ kind }) => kind).sort(), attentions.kinds.sort());
    for (const kind of models.kinds) assert.ok(fs.existsSync(join(__dirname, `../models/${kind}.test.ts`)), kind);
  });

  for (const [family, registry] of Object.entries(registries)) {
    it(`loads every kind of ${family}, and its schema names it`, async () => {
      assert.equal(new Set(registry.kinds).size, registry.kinds.length);
      for (const { kind, label, description, schema, load } of registry.all) {
        assert.ok(label.length > 0 && description.endsWith('.'), kind);
        assert.ok(await load(), kind);
        assert.equal((schema.parse({ kind }) as { kind: string }).kind, kind);
        assert.throws(() => schema.parse({ kind, surplus: 1 }));
      }
    });
  }

  it('gives the editor a description for every key', () => {
    const missing: string[] = [];
    const visit = (node: unknown, path: string) => {
      if (typeof node !== 'object' || node === null) return;
      const { properties, ...rest } = node as { properties?: Record<string, { description?: string }> };
      for (const [key, value] of Object.entries(properties ?? {})) {
        if (!value.description) missing.push(`${path}.${key}`);
        visit(value, `${path}.${key}`);
      }
      for (const value of Object.values(rest)) visit(value, path);
    };
    visit(experimentJsonSchema(), '');
    assert.deepEqual(missing, []);
  });

  it('lets an editor tell the kinds of a family apart: each names its kind, and must', () => {
    const { properties } = experimentJsonSchema() as { properties: Record<string, { oneOf?: unknown[] }> };
    const model = properties.model.oneOf?.[0] as { properties: { cell: { oneOf: { required: string[] }[] } } };
    const { oneOf } = model.properties.cell;
    assert.equal(oneOf.length, cells.kinds.length);
    for (const { required } of oneOf) assert.ok(required.includes('kind'));
  });

  it('is plain data for the other bundles', () => {
    const data = catalogJson();
    assert.deepEqual(JSON.parse(JSON.stringify(data)), data);
    assert.deepEqual(Object.keys(data), Object.keys(registries));
  });
});
