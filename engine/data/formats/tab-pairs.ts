import type { Format } from '../../contracts/data';
import type { DataConfig } from '../../contracts/experiment';
import { Problem, type ProblemWords } from '../../contracts/problem';
import { numberedNames, pairColumns, type PairColumns } from '../pairs/columns';
import { PairGatherer } from '../pairs/gather';
import { openLines } from '../pairs/lines';

/**
 * Lines of source, tab, target; further columns may hold a group, or are left out. There is no quoting: a quote is text.
 * Empty lines are left out. A first line that holds a name which the experiment asks for is a header.
 * Throws `pairs.cells`, `pairs.empty`, `pairs.none` and what finding columns and decoding throw.
 */
export const tabPairsFormat: Format = {
  kind: 'pairs',
  async read(source, config, limits) {
    const file = source.name;
    const { encoding, lines } = await openLines(source, config, limits);
    const delimiter = config.delimiter ?? '\t';
    const gatherer = new PairGatherer(file, limits);
    let layout: { readonly columns: PairColumns; readonly width: number } | undefined;
    for await (const { text, number: line } of lines) {
      if (text.trim() === '') continue;
      const cells = text.split(delimiter);
      const width = layout?.width ?? cells.length;
      if (cells.length !== width || width < 2) {
        const values = { line, found: cells.length, expected: Math.max(2, width), delimiter: shown(delimiter) };
        throw new Problem('pairs.cells', values, {
          file,
          line,
          column: startOf(cells, Math.min(width, cells.length) - 1),
        });
      }
      if (!layout) {
        const header = config.header ?? namesAny(config, cells);
        const names = header ? cells.map((cell) => cell.trim()) : numberedNames(width);
        layout = { columns: pairColumns(names, config, { source: 0, target: 1 }), width };
        if (header) continue;
      }
      const { columns } = layout;
      const place = { line, columns: [startOf(cells, columns.source), startOf(cells, columns.target)] as const };
      gatherer.add(
        cells[columns.source].trim(),
        cells[columns.target].trim(),
        place,
        columns.group === undefined ? undefined : cells[columns.group].trim(),
      );
    }
    return gatherer.result(encoding);
  },
};

function namesAny({ columns = [], target = [], group }: DataConfig, cells: readonly string[]): boolean {
  const names = [...columns, ...target, ...(group === undefined ? [] : [group])];
  return names.some((name) => cells.some((cell) => cell.trim() === name));
}

/** Where a cell starts in its line, from 1. */
function startOf(cells: readonly string[], index: number): number {
  return cells.slice(0, index).reduce((sum, cell) => sum + cell.length + 1, 1);
}

function shown(delimiter: string): string | ProblemWords {
  return delimiter === '\t' ? { code: 'words.tab', arguments: {} } : `"${delimiter}"`;
}
