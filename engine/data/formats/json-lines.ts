import type { Format, PairSide } from '../../contracts/data';
import { Problem, type Where } from '../../contracts/problem';
import { onlyName } from '../pairs/columns';
import { PairGatherer } from '../pairs/gather';
import { openLines } from '../pairs/lines';

/** The keys that are looked for when the experiment names none. */
const USUAL_KEYS: readonly (readonly [source: string, target: string])[] = [
  ['source', 'target'],
  ['tokens', 'tags'],
];

/**
 * One JSON object a line. Source and target are texts, or lists of texts that are tokens already; `data.columns`,
 * `data.target` and `data.group` name their keys. Empty lines are left out.
 * Throws `pairs.json`, `pairs.key`, `pairs.value`, `pairs.empty`, `pairs.none` and what decoding throws.
 */
export const jsonLinesFormat: Format = {
  kind: 'json-lines',
  async read(source, config, limits) {
    const file = source.name;
    const { encoding, lines } = await openLines(source, config, limits);
    const named = [onlyName(config.columns, 'data.columns'), onlyName(config.target, 'data.target')];
    const gatherer = new PairGatherer(file, limits);
    let usual: readonly [string, string] | undefined;
    for await (const { text, number: line } of lines) {
      if (text.trim() === '') continue;
      const record = parseRecord(text, { file, line });
      usual ??= usualKeys(record);
      const keys = [named[0] ?? usual[0], named[1] ?? usual[1]] as const;
      const columns = [columnOf(text, keys[0]), columnOf(text, keys[1])] as const;
      const sides = keys.map((key, i) => sideOf(record, key, { file, line, column: columns[i] }));
      gatherer.add(sides[0], sides[1], { line, columns }, groupOf(record, config.group, { file, line }));
    }
    return gatherer.result(encoding);
  },
};

type JsonObject = Readonly<Record<string, unknown>>;

/** Throws `pairs.json`. */
export function parseRecord(text: string, { file, line }: Where): JsonObject {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const reason = (error as SyntaxError).message;
    const column = Number(/position (\d+)/.exec(reason)?.[1] ?? 0) + 1;
    throw new Problem('pairs.json', { line: line ?? 0, reason }, { file, line, column });
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as JsonObject;
  throw new Problem(
    'pairs.json',
    { line: line ?? 0, reason: { code: 'words.not-object', arguments: {} } },
    { file, line, column: 1 },
  );
}

/** The first pair of usual keys that a record has. */
export function usualKeys(record: JsonObject): readonly [source: string, target: string] {
  return USUAL_KEYS.find((keys) => keys.every((key) => key in record)) ?? USUAL_KEYS[0];
}

function sideOf(record: JsonObject, key: string, where: Where): PairSide {
  const value = record[key];
  const line = where.line ?? 0;
  if (value === undefined) {
    throw new Problem('pairs.key', { line, key, keys: Object.keys(record).join(', ') }, { ...where, column: 1 });
  }
  if (typeof value === 'string') return value;
  if (Array.isArray(value) && value.every((token) => typeof token === 'string' && token !== ''))
    return value as string[];
  throw new Problem('pairs.value', { line, key }, where);
}

/** Where a key stands in its line, from 1. */
function columnOf(text: string, key: string): number {
  return text.indexOf(JSON.stringify(key)) + 1;
}

function groupOf(record: JsonObject, key: string | undefined, where: Where): string | undefined {
  if (key === undefined) return undefined;
  const value = record[key];
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  const values = { line: where.line ?? 0, key, keys: Object.keys(record).join(', ') };
  throw new Problem('pairs.key', values, { ...where, column: 1 });
}
