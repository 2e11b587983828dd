import assert from 'node:assert/strict';
import type { ByteSource, Column, TableData } from '../../../engine/contracts/data';
import type { DataConfig } from '../../../engine/contracts/experiment';
import { Problem, type Where } from '../../../engine/contracts/problem';
import { messages } from '../../../engine/contracts/messages';
import { csvFormat } from '../../../engine/data/formats/csv';

export function bytesOf(content: string | Uint8Array | readonly number[]): Uint8Array {
  if (typeof content === 'string') return new TextEncoder().encode(content);
  return Uint8Array.from(content);
}

/** A file in memory. */
export function sourceOf(content: string | Uint8Array | readonly number[], name = 'file.txt'): ByteSource {
  const bytes = bytesOf(content);
  return { name, size: bytes.length, read: async (offset, length) => bytes.slice(offset, offset + length) };
}

export const dataConfig: DataConfig = {
  split: [0.8, 0.1, 0.1],
  tokens: 'character',
  missing: { tokens: ['', 'NA'], policy: 'error' },
};

export const plenty = { memory: 1e9 };

export async function readTable(content: string | Uint8Array, config: Partial<DataConfig> = {}): Promise<TableData> {
  const data = await csvFormat.read(sourceOf(content, 'table.csv'), { ...dataConfig, ...config }, plenty);
  assert.equal(data.kind, 'table');
  return data;
}

/** Values of a column; dates as ISO strings. */
export function valuesOf(table: TableData, name: string): (number | string)[] {
  const column = table.columns.find((each: Column) => each.name === name);
  assert.ok(column, `no column ${name}`);
  if (column.kind === 'date') return Array.from(column.values, (value) => new Date(value).toISOString());
  return Array.from<number | string>(column.values);
}

/** Holds that `work` fails with a problem of this code at this place, and that the problem has a sentence without gaps. */
export async function assertProblem(work: () => unknown, code: string, where: Where = {}): Promise<Problem> {
  const problem = await Promise.resolve()
    .then(work)
    .then(
      () => assert.fail(`no ${code}`),
      (error: unknown) => error,
    );
  assert.ok(problem instanceof Problem, String(problem));
  assert.equal(problem.code, code, problem.message);
  for (const [key, value] of Object.entries(where))
    assert.equal(problem.where?.[key as keyof Where], value, problem.message);
  const sentence = messages[code];
  assert.ok(sentence, `no sentence for ${code}`);
  for (const [, name] of sentence.matchAll(/\{(\w+)\}/g)) assert.ok(name in problem.arguments, `${code} lacks ${name}`);
  return problem;
}
