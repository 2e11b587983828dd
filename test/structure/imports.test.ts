import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { root } from '../host/places';
import { importsOf, sourcesIn, type Import } from './imports';
import { folderOf, readTable, type Row } from './table';

const sources = ['engine', 'extension', 'webview'].flatMap(sourcesIn);
const imports = sources.flatMap(importsOf);

describe('imports', () => {
  const table = readTable();

  it('sees the imports that are there', () => {
    const main = imports.filter((each) => each.from === 'extension/main.ts');
    assert.ok(main.some((each) => each.to === 'vscode' && each.kind === 'value'));
    assert.ok(main.some((each) => each.to === 'extension/commands.ts'));
    assert.ok(imports.some((each) => each.kind === 'lazy' && each.from.startsWith('engine/catalog/')));
    assert.ok(imports.some((each) => each.kind === 'type' && each.from.startsWith('webview/')));
  });

  it('are those that the table in ARCHITECTURE.md allows', () => {
    const broken = imports.filter((each) => !isAllowed(each, table)).map(describeImport);
    assert.deepEqual(broken, []);
  });

  it('allows nothing that nobody needs', () => {
    const idle = [...table.values()].flatMap((row) =>
      row.mayImport
        .filter((entry) => !imports.some((each) => folderOf(each.from) === row.folder && entry.name === nameOf(each)))
        .map((entry) => `${row.folder} imports nothing of ${entry.name}`),
    );
    assert.deepEqual(idle, []);
  });

  it('lists every folder', () => {
    const folders = new Set(sources.map(folderOf));
    assert.deepEqual(
      [...folders].filter((folder) => !table.has(folder)),
      [],
    );
    assert.deepEqual(
      [...table.keys()].filter((folder) => !folders.has(folder)),
      [],
    );
  });

  it('form no circle', () => {
    assert.deepEqual(findCircles(imports.filter((each) => each.kind === 'value')), []);
  });

  it('finds a circle where there is one', () => {
    const edge = (from: string, to: string): Import => ({ from, to, kind: 'value' });
    assert.deepEqual(findCircles([edge('a', 'b'), edge('b', 'c'), edge('c', 'b')]), ['b -> c -> b']);
  });

  it('the compiler gives the engine neither node nor a page nor the editor', () => {
    const options = (folder: string): { lib?: string[]; types?: string[] } =>
      (JSON.parse(fs.readFileSync(path.join(root, folder, 'tsconfig.json'), 'utf8')) as { compilerOptions?: object })
        .compilerOptions ?? {};
    const effective = { ...options('.'), ...options('engine') };
    assert.deepEqual(effective.types, []);
    assert.ok(effective.lib?.every((name) => name.startsWith('ES')));
  });
});

/** What the table has to name for an import to be allowed. */
function nameOf({ to }: Import): string {
  if (/^(engine|extension|webview)\//.test(to)) return folderOf(to);
  return to.startsWith('node:') ? 'node' : to;
}

function isAllowed(each: Import, table: ReadonlyMap<string, Row>): boolean {
  const folder = folderOf(each.from);
  if (nameOf(each) === folder) return true;
  const entry = table.get(folder)?.mayImport.find((candidate) => candidate.name === nameOf(each));
  if (!entry) return false;
  return entry.only === undefined || each.kind === 'type' || each.kind === entry.only;
}

function describeImport({ from, to, kind }: Import): string {
  return `${from} imports ${to} (${kind})`;
}

/** Each circle once, as `a -> b -> a`. */
function findCircles(edges: readonly Import[]): string[] {
  const targets = Map.groupBy(edges, (edge) => edge.from);
  const circles: string[] = [];
  const done = new Set<string>();
  const visit = (file: string, way: readonly string[]): void => {
    const start = way.indexOf(file);
    if (start >= 0) circles.push([...way.slice(start), file].join(' -> '));
    if (start >= 0 || done.has(file)) return;
    for (const { to } of targets.get(file) ?? []) visit(to, [...way, file]);
    done.add(file);
  };
  for (const file of targets.keys()) visit(file, []);
  return circles;
}
