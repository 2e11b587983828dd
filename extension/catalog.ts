import * as path from 'node:path';
import { readFile } from 'node:fs/promises';

/** One registered kind, as the build writes it from engine/catalog. Label and description are keys of translations. */
export interface CatalogEntry {
  readonly kind: string;
  readonly label: string;
  readonly description: string;
}

export interface TaskEntry extends CatalogEntry {
  readonly data: 'text' | 'table' | 'pairs';
  /** Of tables: whether a column of text is what is learnt. */
  readonly writes?: boolean;
}

export interface FormatEntry extends CatalogEntry {
  readonly data: 'text' | 'table' | 'pairs';
  /** With the dot, in lower case. */
  readonly endings: readonly string[];
}

export interface ExporterEntry extends CatalogEntry {
  /** Of its main file; absent where it writes a folder. */
  readonly ending?: string;
  /** Whether several runs go into one export. */
  readonly several: boolean;
  /** Whether it needs a checkpoint. */
  readonly weights: boolean;
}

/** The parts of dist/catalog.json that the extension shows. */
export interface Catalog {
  readonly cells: readonly CatalogEntry[];
  readonly tasks: readonly TaskEntry[];
  readonly formats: readonly FormatEntry[];
  readonly generators: readonly CatalogEntry[];
  readonly exporters: readonly ExporterEntry[];
}

export async function readCatalog(dist: string): Promise<Catalog> {
  return JSON.parse(await readFile(path.join(dist, 'catalog.json'), 'utf8')) as Catalog;
}
