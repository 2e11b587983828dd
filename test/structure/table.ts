import * as fs from 'node:fs';
import * as path from 'node:path';
import { root } from '../host/places';

/** A row of the table in ARCHITECTURE.md. */
export interface Row {
  readonly folder: string;
  readonly mayImport: readonly Entry[];
}

export interface Entry {
  /** A folder (`engine/core`, `webview/dom`), a package, or `node` for all that Node has built in. */
  readonly name: string;
  /** `(types)` or `(lazily)`: nothing else of it may be used. Types always go with `(lazily)`. */
  readonly only?: 'type' | 'lazy';
}

const marks = { types: 'type', lazily: 'lazy' } as const;

/** The folder import table by folder. */
export function readTable(): ReadonlyMap<string, Row> {
  const page = fs.readFileSync(path.join(root, 'ARCHITECTURE.md'), 'utf8');
  const rows = page.split('\n').filter((line) => /^\| `(engine|extension|webview)/.test(line));
  return new Map(rows.map((line) => readRow(line)).map((row) => [row.folder, row]));
}

function readRow(line: string): Row {
  const [, first, , third] = line.split('|').map((cell) => cell.trim());
  const folder = first.replaceAll('`', '');
  const words = third === 'nothing' ? [] : third.split(', ');
  return { folder, mayImport: words.map((word) => readEntry(word, folder)) };
}

function readEntry(word: string, folder: string): Entry {
  const parsed = /^(`?)([^`() ]+)`?(?: \((types|lazily)\))?$/.exec(word);
  if (!parsed) throw new Error(`ARCHITECTURE.md: cannot read "${word}" in the row of ${folder}`);
  const [, quote, name, mark] = parsed;
  // Packages stand in quotes, folders do not; those of the same top folder go by their short name.
  const full = quote || name.includes('/') ? name : `${folder.startsWith('webview') ? 'webview' : 'engine'}/${name}`;
  return { name: full, only: mark === undefined ? undefined : marks[mark as keyof typeof marks] };
}

/** The folder of the table that a file belongs to: `engine/core/ops/linear.ts` -> `engine/core`. */
export function folderOf(file: string): string {
  const parts = file.split('/');
  return parts[0] === 'extension' || parts.length === 2 ? parts[0] : parts.slice(0, 2).join('/');
}
