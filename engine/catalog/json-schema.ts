import { z } from 'zod';
import { cells } from './cells';
import type { Descriptor, Registry } from './descriptor';
import { experimentSchema } from './experiment';
import { exporters } from './exporters';
import { formats } from './formats';
import { models } from './models';
import { optimizers } from './optimizers';
import { schedules } from './schedules';
import { tasks } from './tasks';

/** The draft-07 schema that gives experiment files completion, hover and validation in an editor. */
export function experimentJsonSchema(): Record<string, unknown> {
  return {
    ...z.toJSONSchema(experimentSchema, { io: 'input', target: 'draft-7' }),
    title: 'Sequence Lab experiment',
    allowComments: true,
    allowTrailingCommas: true,
  };
}

export const registries: Readonly<Record<string, Registry<unknown, Descriptor<unknown>>>> = {
  cells,
  models,
  tasks,
  formats,
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
