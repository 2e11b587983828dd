import * as assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { root } from '../host/places';

const tracked = execFileSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8' })
  .split('\0')
  .filter((file) => file !== '' && fs.existsSync(path.join(root, file)));

/** Folders of one person's or one machine's: nobody else has them. Written so that this file does not name one. */
const machinePath = new RegExp(
  [
    '/work/(?!\\*)[a-z]',
    '/home/[a-z]',
    '/Users/[a-z]',
    '/root/[.a-z]',
    '/tmp/[a-z]+[-_./][a-z]',
    '[A-Z]:\\\\Users\\\\',
  ].join('|'),
);
/** A socket's path must be short, so the engine names the usual folder of Unix itself. */
const allowed = /'\/tmp\/seqlab-'/;

describe('tracked files', () => {
  it('are found', () => {
    assert.ok(tracked.includes('package.json'));
    assert.ok(tracked.length > 200);
  });

  it('would be caught naming a path of one machine', () => {
    for (const each of ['home/someone', 'Users/someone', 'root/.config', 'tmp/a-folder'])
      assert.match(`/${each}`, machinePath);
    assert.doesNotMatch('https://example.org/working/tmp', machinePath);
  });

  it('name no path of the machine they were written on', () => {
    const texts = tracked.filter((file) => !/\.(png|ico|wasm|safetensors)$|package-lock\.json$/.test(file));
    const found = texts.flatMap((file) =>
      fs
        .readFileSync(path.join(root, file), 'utf8')
        .split('\n')
        .filter((line) => machinePath.test(line) && !allowed.test(line))
        .map((line) => `${file}: ${line.trim().slice(0, 120)}`),
    );
    assert.deepEqual(found, []);
  });

  it('stand in the folders that the architecture names', () => {
    const known = ['.ci', 'engine', 'examples', 'extension', 'l10n', 'media', 'test', 'webview'];
    const folders = new Set(tracked.filter((file) => file.includes('/')).map((file) => file.split('/')[0]));
    assert.deepEqual(
      [...folders].filter((folder) => !known.includes(folder)),
      [],
    );
  });

  it('leave out what can be made again', () => {
    assert.deepEqual(
      tracked.filter((file) => /(^|\/)(dist|node_modules|\.cache|\.seqlab)\/|\.vsix$/.test(file)),
      [],
    );
  });
});
