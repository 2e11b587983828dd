import * as fs from 'node:fs';
import * as path from 'node:path';
import { getL10nJson } from '@vscode/l10n-dev';
import { catalogJson, experimentJsonSchema } from '../../../engine/catalog/json-schema';
import { messages } from '../../../engine/contracts/messages';
import { schemaSentences } from '../../../extension/language/localise-schema';

export const root = path.join(__dirname, '../../..');

export function readJson(file: string): unknown {
  return JSON.parse(fs.readFileSync(path.join(root, file), 'utf8'));
}

/** Every English sentence that a person may see and that l10n/ translates: from the code, the catalogue and the problems. */
export async function sentences(): Promise<Set<string>> {
  const inCode = await getL10nJson(
    ['extension', 'webview']
      .flatMap(sources)
      .map((file) => ({ extension: '.ts', contents: fs.readFileSync(file, 'utf8') })),
  );
  const catalogue = Object.values(catalogJson()) as { label: string; description: string }[][];
  return new Set([
    ...Object.keys(inCode),
    ...Object.values(messages),
    ...schemaSentences(experimentJsonSchema() as Parameters<typeof schemaSentences>[0]),
    ...catalogue.flat().flatMap(({ label, description }) => [label, description]),
  ]);
}

function sources(folder: string): string[] {
  return fs
    .readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => path.join(root, folder, file));
}

/** The places of a template: `{0}`, `{file}`. */
export function placesOf(template: string): string[] {
  return [...template.matchAll(/\{\w+\}/g)].map(([place]) => place).sort();
}
