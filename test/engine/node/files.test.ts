import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { DataFiles, defaultRoot } from '../../../engine/node/files';
import { useFolder } from './support/folders';

describe('data files', () => {
  const folder = useFolder();
  const root = () => path.join(folder(), 'root');
  let files: DataFiles;

  beforeEach(async () => {
    await fs.mkdir(path.join(root(), 'sub'), { recursive: true });
    await fs.writeFile(path.join(root(), 'inside.txt'), 'hello world');
    await fs.writeFile(path.join(folder(), 'outside.txt'), 'secret');
    files = new DataFiles(path.join(root(), 'sub'), [root()]);
  });
  afterEach(() => files.close());

  it('reads any stretch of a file, and fewer bytes at its end', async () => {
    const source = await files.open('../inside.txt');
    const text = async (offset: number, length: number) => Buffer.from(await source.read(offset, length)).toString();
    assert.equal(source.size, 11);
    assert.equal(await text(0, 5), 'hello');
    assert.equal(await text(6, 100), 'world');
    assert.equal(await text(11, 5), '');
    assert.equal(await text(50, 5), '');
  });

  it('lists what was opened with size and SHA-256', async () => {
    await files.open('../inside.txt');
    await files.open('../inside.txt');
    const sha256 = createHash('sha256').update('hello world').digest('hex');
    assert.deepEqual(await files.records(), [{ path: '../inside.txt', bytes: 11, sha256 }]);
  });

  it('opens nothing outside the roots, by any way', async () => {
    await fs.symlink(path.join(folder(), 'outside.txt'), path.join(root(), 'link.txt'));
    await fs.symlink(folder(), path.join(root(), 'folder-link'));
    await fs.symlink(path.join(folder(), 'absent.txt'), path.join(root(), 'dangling.txt'));
    await fs.mkdir(`${root()}-twin`);
    await fs.writeFile(path.join(`${root()}-twin`, 'file.txt'), 'x');
    for (const name of [
      '../../outside.txt',
      '../../absent.txt',
      '../link.txt',
      '../folder-link/outside.txt',
      '../dangling.txt',
      '../../root-twin/file.txt',
      path.join(folder(), 'outside.txt'),
      '/etc/passwd',
    ]) {
      await assert.rejects(files.open(name), { code: 'data.outside' }, name);
    }
  });

  it('follows links that stay inside, also when the root itself is a link', async () => {
    await fs.symlink(path.join(root(), 'inside.txt'), path.join(root(), 'link.txt'));
    assert.equal((await files.open('../link.txt')).size, 11);
    await fs.symlink(root(), path.join(folder(), 'alias'));
    const aliased = new DataFiles(path.join(folder(), 'alias'), [path.join(folder(), 'alias')]);
    assert.equal((await aliased.open('inside.txt')).size, 11);
    await fs.mkdir(path.join(root(), '..data'));
    await fs.writeFile(path.join(root(), '..data', 'x.txt'), 'x');
    assert.equal((await aliased.open('..data/x.txt')).size, 1);
    await aliased.close();
  });

  it('names what is wrong with a path inside', async () => {
    await assert.rejects(files.open('absent.txt'), { code: 'data.missing' });
    await assert.rejects(files.open('absent/file.txt'), { code: 'data.missing' });
    await assert.rejects(files.open('../inside.txt/file'), { code: 'data.missing' });
    await assert.rejects(files.open('..'), { code: 'data.not-a-file' });
    await assert.rejects(files.open('a\0b'), { code: 'data.unreadable' });
  });

  it('takes the nearest folder with .seqlab or .git for the root of the command line', async () => {
    const experiment = path.join(root(), 'sub', 'x.seqlab.json');
    assert.equal(await defaultRoot(experiment), path.join(root(), 'sub'));
    await fs.mkdir(path.join(folder(), '.git'));
    assert.equal(await defaultRoot(experiment), folder());
    await fs.mkdir(path.join(root(), '.seqlab'));
    assert.equal(await defaultRoot(experiment), root());
  });
});
