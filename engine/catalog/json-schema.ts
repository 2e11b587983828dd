import { z } from 'zod';
import { attentions } from './attentions';
import { cells } from './cells';
import type { Descriptor, Registry } from './descriptor';
import { experimentSchema } from './experiment';
import { exporters } from './exporters';
import { formats } from './formats';
import { generators } from './generators';
import { models } from './models';
import { optimizers } from './optimizers';
import { schedules } from './schedules';
import { tasks } from './tasks';

/** The draft-07 schema that gives experiment files completion, hover and validation in an editor. */
export function experimentJsonSchema(): Record<string, unknown> {
  return {
    ...z.toJSONSchema(experimentSchema, { io: 'input', target: 'draft-7', override: requireKind }),
    title: 'Sequence Lab experiment',
    allowComments: true,
    allowTrailingCommas: true,
  };
}

/** Editors tell the members of a union apart by a `kind` that must be there, though we take the usual kind without it. */
function requireKind({ jsonSchema }: { jsonSchema: z.core.JSONSchema.BaseSchema }): void {
  const kind = jsonSchema.properties?.kind;
  if (typeof kind !== 'object' || kind.const === undefined) return;
  jsonSchema.required = [...new Set(['kind', ...(jsonSchema.required ?? [])])];
}

export const registries: Readonly<Record<string, Registry<unknown, Descriptor<unknown>>>> = {
  cells,
  attentions,
  models,
  tasks,
  formats,
  generators,
  optimizers,
  schedules,
  exporters,
};

/** The catalogue as data, for bundles that must not hold the engine: every descriptor without its schema and code. */
export function catalogJson(): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(registries).map(([name, { all }]) => [
      name,
      all.map(({ schema: _schema, load: _load, ...plain }) => plain),
    ]),
  );
}
