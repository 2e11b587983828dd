import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { formats } from '../../../engine/catalog/formats';
import { readJson, root } from './sentences';

interface Item {
  readonly command: string;
  readonly when?: string;
}

interface Manifest {
  readonly icon: string;
  readonly contributes: {
    readonly commands: readonly (Item & { readonly enablement?: string })[];
    readonly menus: Readonly<Record<string, readonly Item[]>>;
    readonly viewsContainers: { readonly activitybar: readonly { readonly icon: string }[] };
    readonly walkthroughs: readonly { readonly steps: readonly { readonly media: { readonly svg: string } }[] }[];
  };
}

describe('package.json', () => {
  const manifest = readJson('package.json') as Manifest;
  const { commands, menus, viewsContainers, walkthroughs } = manifest.contributes;
  const ids = new Set(commands.map(({ command }) => command));

  it('names a translation for every placeholder, and no translation without one', () => {
    const text = fs.readFileSync(path.join(root, 'package.json'), 'utf8');
    const used = new Set([...text.matchAll(/"%([\w.]+)%"/g)].map(([, key]) => key));
    assert.deepEqual([...used].sort(), Object.keys(readJson('package.nls.json') as object).sort());
  });

  it('puts only its own commands into menus', () => {
    for (const [menu, items] of Object.entries(menus))
      for (const { command } of items) assert.ok(ids.has(command), `${menu}: ${command}`);
  });

  it('links only to commands of its own or of VS Code from its texts', () => {
    const texts = Object.values(readJson('package.nls.json') as Record<string, string>).join('\n');
    for (const [, command] of texts.matchAll(/\(command:([\w.]+)\)/g))
      assert.ok(ids.has(command) || command.startsWith('workbench.') || command === 'vscode.openFolder', command);
  });

  it('names pictures that are there', () => {
    const steps = walkthroughs.flatMap((walkthrough) => walkthrough.steps);
    const pictures = [
      manifest.icon,
      ...viewsContainers.activitybar.map(({ icon }) => icon),
      ...steps.map(({ media }) => media.svg),
    ];
    assert.ok(pictures.length > 5);
    for (const picture of pictures) assert.ok(fs.existsSync(path.join(root, picture)), picture);
  });

  it('offers New Experiment on exactly the files that a format reads', () => {
    const { when } = menus['explorer/context'].find(({ command }) => command === 'sequenceLab.newExperimentFromFile')!;
    const endings = /\/\^\\\.\(([^)]*)\)\$\/i/.exec(when!)![1].split('|');
    const read = formats.all.flatMap((format) => format.endings.map((ending) => ending.slice(1)));
    assert.deepEqual(endings.sort(), read.sort());
  });
});
