import assert from 'node:assert/strict';
import type { z } from 'zod';
import { experimentSchema } from '../../../engine/catalog/experiment';
import type { Experiment } from '../../../engine/contracts/experiment';

/** A type with its optional keys made plain, at every depth, and with nothing that can be changed. */
type Plain<T> = T extends readonly unknown[]
  ? { readonly [K in keyof T]: Plain<T[K]> }
  : T extends object
    ? { readonly [K in keyof T]-?: object extends Pick<T, K> ? { readonly optional: Plain<T[K]> } : Plain<T[K]> }
    : T;

/** True when each of two types can stand for the other. */
type Fits<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;
type Same<A, B> = Fits<Plain<A>, Plain<B>>;

type Parsed = Omit<z.output<typeof experimentSchema>, '$schema'>;

/** What the compiler holds: an optional task and model apart, the schema gives the contract's type. */
const sameTypes: {
  readonly data: Same<Parsed['data'], Experiment['data']>;
  readonly task: Same<NonNullable<Parsed['task']>, Experiment['task']>;
  readonly model: Same<NonNullable<Parsed['model']>, Experiment['model']>;
  readonly train: Same<Omit<Parsed['train'], 'optimizer'>, Omit<Experiment['train'], 'optimizer'>>;
  /** The contract writes the two kinds of Adam as one. */
  readonly optimizer: Fits<Parsed['train']['optimizer'], Experiment['train']['optimizer']>;
  readonly keys: Same<keyof Parsed, keyof Experiment>;
  readonly nothingElse: Same<{ readonly a: number; readonly b?: string }, { readonly a: number }>;
} = { data: true, task: true, model: true, train: true, optimizer: true, keys: true, nothingElse: false };

describe('the experiment schema', () => {
  it('gives the type of the contract', () => {
    assert.deepEqual(Object.values(sameTypes), [true, true, true, true, true, true, false]);
  });

  it('takes a resolved experiment for what it is, so that a run can go on from its own copy', () => {
    const files = [
      { data: { path: 'a.txt' } },
      {
        data: { train: 'a.csv', validation: 'b.csv', target: 'v', missing: { policy: 'drop' } },
        task: { kind: 'forecasting', season: 7 },
        model: { kind: 'recurrent', cell: { kind: 'elman' }, embedding: 3 },
        train: { steps: 3, optimizer: { kind: 'sgd' }, schedule: { kind: 'plateau' }, stopEarly: {}, clip: {} },
      },
    ];
    for (const file of files) {
      const resolved = experimentSchema.parse(file);
      assert.deepEqual(experimentSchema.parse(JSON.parse(JSON.stringify(resolved))), resolved);
    }
  });
});
