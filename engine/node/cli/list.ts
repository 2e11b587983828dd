import * as fs from 'node:fs/promises';
import { type Command, Argument } from 'commander';
import { registries } from '../../catalog/json-schema';
import { examplesFolder } from '../places';
import { Problem } from '../../contracts/problem';
import { done, print, printJson } from './output';

interface Item {
  readonly kind: string;
  readonly label: string;
  readonly description: string;
}

const families: Readonly<Record<string, () => Promise<readonly Item[]>>> = {
  ...Object.fromEntries(
    Object.entries(registries).map(([name, { all }]) => [
      name,
      () => Promise.resolve(all.map(({ kind, label, description }) => ({ kind, label, description }))),
    ]),
  ),
  examples,
};

export function addList(program: Command, exit: (status: number) => void): void {
  program
    .command('list')
    .description('list what experiments can be made of')
    .addArgument(new Argument('[family]', 'what to list').choices(Object.keys(families)))
    .option('--json', 'print one JSON value')
    .action(async (family: string | undefined, { json }: { json?: boolean }) =>
      exit(await list(family, json === true)),
    );
}

/** Throws `usage.family` when none is named. */
async function list(family: string | undefined, json: boolean): Promise<number> {
  if (family === undefined) throw new Problem('usage.family', { families: Object.keys(families).join(', ') });
  const items = await families[family]();
  const width = Math.max(0, ...items.map(({ kind }) => kind.length));
  if (json) printJson(items);
  else if (items.length > 0) {
    print(items.map(({ kind, description }) => `${kind.padEnd(width)}  ${description}`).join('\n'));
  }
  return done;
}

const suffix = '.seqlab.json';

/** The sample experiments; the first comment of each says what it does. */
async function examples(): Promise<readonly Item[]> {
  const names = (await fs.readdir(examplesFolder)).filter((name) => name.endsWith(suffix)).sort();
  return Promise.all(
    names.map(async (name) => {
      const text = await fs.readFile(`${examplesFolder}/${name}`, 'utf8');
      const description = /^\s*\/\/\s*(.*)$/m.exec(text)?.[1] ?? '';
      return { kind: name.slice(0, -suffix.length), label: name, description };
    }),
  );
}
