import type { DataConfig } from '../../contracts/experiment';
import { Problem } from '../../contracts/problem';

/** Indices of the columns that a file of pairs is read from. */
export interface PairColumns {
  readonly source: number;
  readonly target: number;
  readonly group?: number;
}

/** What columns are called in a file without a header, as in tables. */
export function numberedNames(count: number): string[] {
  return Array.from({ length: count }, (_, i) => `column ${i + 1}`);
}

/**
 * Finds the columns that the experiment names (`data.columns`, `data.target`, `data.group`) or the usual ones.
 * Throws `pairs.one-column` and `table.unknown-column`.
 */
export function pairColumns(
  names: readonly string[],
  config: Pick<DataConfig, 'columns' | 'target' | 'group'>,
  usual: { readonly source: number; readonly target: number },
): PairColumns {
  const find = (name: string, path: string): number => {
    const index = names.indexOf(name);
    if (index >= 0) return index;
    throw new Problem('table.unknown-column', { column: name, columns: names.join(', ') }, { path });
  };
  const source = onlyName(config.columns, 'data.columns');
  const target = onlyName(config.target, 'data.target');
  return {
    source: source === undefined ? usual.source : find(source, 'data.columns'),
    target: target === undefined ? usual.target : find(target, 'data.target'),
    ...(config.group !== undefined && { group: find(config.group, 'data.group') }),
  };
}

/** The one name of a list that pairs may give; throws `pairs.one-column` for more. */
export function onlyName(names: readonly string[] | undefined, path: string): string | undefined {
  if (names && names.length > 1) throw new Problem('pairs.one-column', { path, count: names.length }, { path });
  return names?.[0];
}
