import * as fs from 'node:fs';
import * as path from 'node:path';
import { root } from '../host/places';

export interface Import {
  /** Path of the importing file from the root of the checkout, with forward slashes. */
  readonly from: string;
  /** A file's path in the same form, or the name of a package or of a built-in module (`node:fs`). */
  readonly to: string;
  /** How: for its values, for its types alone, or by `import()`. */
  readonly kind: 'value' | 'type' | 'lazy';
}

/** `import x from 'y'`, `export * from 'y'`, `import 'y'`; then `import('y')` and `require('y')`. */
const statement = /(?:^|\n)[ \t]*(?:import|export)\s+(type\s)?(?:[^;'"]*?\sfrom\s+)?['"]([^'"]+)['"]/g;
const call = /\b(?:import|require)\(\s*['"]([^'"]+)['"]\s*\)/g;

/** TypeScript sources below a folder of the checkout. */
export function sourcesIn(folder: string): string[] {
  return fs
    .readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((file) => `${folder}/${file.replaceAll(path.sep, '/')}`)
    .filter(
      (file) => file.endsWith('.ts') && !file.endsWith('.d.ts') && !file.startsWith('engine/kernels/simd/assembly/'),
    );
}

/** All that a file imports. */
export function importsOf(file: string): Import[] {
  const text = fs.readFileSync(path.join(root, file), 'utf8');
  const resolve = (name: string): string => (name.startsWith('.') ? resolveFile(file, name) : packageOf(name));
  return [
    ...[...text.matchAll(statement)].map(([, type, name]): Import => {
      return { from: file, to: resolve(name), kind: type ? 'type' : 'value' };
    }),
    ...[...text.matchAll(call)].map(([, name]): Import => ({ from: file, to: resolve(name), kind: 'lazy' })),
  ];
}

function resolveFile(from: string, name: string): string {
  const base = path.posix.join(path.posix.dirname(from), name);
  const candidates = [base, `${base}.ts`, `${base}/index.ts`, `${base}.d.ts`];
  const found = candidates.find((file) => fs.statSync(path.join(root, file), { throwIfNoEntry: false })?.isFile());
  if (found === undefined) throw new Error(`${from} imports ${name}, and there is no such file.`);
  return found;
}

/** `@scope/name/part` -> `@scope/name`; built-in modules in one spelling. */
function packageOf(name: string): string {
  if (name.startsWith('node:')) return name;
  return name.split('/', name.startsWith('@') ? 2 : 1).join('/');
}
