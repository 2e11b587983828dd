import * as assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { root } from '../host/places';
import { zipEntries } from './zip-entries';

const vsix = path.join(root, 'sequence-lab.vsix');
const mostBytes = 3_000_000;

/** All that may ship. */
const expected = [
  /^\[Content_Types\]\.xml$/,
  /^extension\.vsixmanifest$/,
  /^extension\/(LICENSE\.txt|changelog\.md|readme\.md|package\.json|package\.nls(\.[a-z-]+)?\.json)$/,
  /^extension\/dist\/(extension|seqlab|thread)\.js$/,
  /^extension\/dist\/(catalog|(experiment|inspection)\.schema(\.[a-z-]+)?)\.json$/,
  /^extension\/dist\/kernels\/(relaxed-)?simd\.wasm$/,
  /^extension\/dist\/native\/(darwin|linux)_(arm64|x64)\/koffi\.node$/,
  /^extension\/dist\/licences\/[a-z-]+\.txt$/,
  /^extension\/dist\/samples\/[A-Za-z-]+\.(txt|csv|tsv|jsonl|conll|md|seqlab\.json)$/,
  /^extension\/dist\/webview\/[a-z-]+\.(js|css)$/,
  /^extension\/l10n\/bundle\.l10n\.[a-z-]+\.json$/,
  /^extension\/media\/([a-z-]+\/)?[a-z-]+\.(png|svg)$/,
];

describe('the package', () => {
  const names = zipEntries(vsix).map((entry) => entry.name);

  it('holds each kind of file that the extension needs', () => {
    for (const pattern of expected)
      assert.ok(
        names.some((name) => pattern.test(name)),
        `nothing matches ${pattern}`,
      );
  });

  it('holds no test, source, map or dependency', () => {
    assert.deepEqual(
      names.filter((name) => !expected.some((pattern) => pattern.test(name))),
      [],
    );
  });

  it('is small', () => {
    assert.ok(fs.statSync(vsix).size < mostBytes);
  });

  it('names in its manifest only files that ship', () => {
    const manifest =
      fs.readFileSync(path.join(root, 'package.json'), 'utf8') +
      fs.readFileSync(path.join(root, 'package.nls.json'), 'utf8');
    const files = [...manifest.matchAll(/"(?:\.\/)?((?:dist|media)\/[^"]+\.[a-z]+)"/g)].map(([, file]) => file);
    assert.ok(files.length > 5);
    assert.deepEqual(
      files.filter((file) => !names.includes(`extension/${file}`)),
      [],
    );
  });

  it('keeps the code of others with their licences', () => {
    const read = (name: string): string => fs.readFileSync(path.join(root, 'dist/licences', name), 'utf8');
    assert.match(read('webview-run.txt'), /^chart\.js \d.*\(MIT\)/m);
    assert.match(read('seqlab.txt'), /^commander \d.*\(MIT\)/m);
    for (const file of fs.readdirSync(path.join(root, 'dist/licences'))) {
      const packages = read(file).split(/^-{80}$/m);
      for (const each of packages)
        assert.match(each, /copyright|permission/i, `${file}: ${each.trim()} has no licence text`);
    }
  });

  it('gives editor and panel none of the engine', () => {
    const sizes = new Map(zipEntries(vsix).map(({ name, size }) => [name, size]));
    // Of the settings' schemas, and of the operations.
    const marks = ['ZodType', 'lstmSequenceForward'];
    for (const bundle of ['extension.js', 'webview/run.js']) {
      const text = fs.readFileSync(path.join(root, 'dist', bundle), 'utf8');
      assert.equal(sizes.get(`extension/dist/${bundle}`), Buffer.byteLength(text), 'the package is older than dist');
      for (const mark of marks) assert.ok(!text.includes(mark), `${mark} in ${bundle}`);
    }
    const commandLine = fs.readFileSync(path.join(root, 'dist/seqlab.js'), 'utf8');
    for (const mark of marks) assert.ok(commandLine.includes(mark), `${mark} marks nothing any more`);
  });

  it('holds a command line that runs alone', () => {
    const { status, stdout } = spawnSync(process.execPath, [path.join(root, 'dist/seqlab.js'), 'list', 'cells'], {
      encoding: 'utf8',
      cwd: path.parse(root).root,
    });
    assert.equal(status, 0);
    assert.match(stdout, /lstm/);
  });
});
