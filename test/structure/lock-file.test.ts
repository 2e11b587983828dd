import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { root } from '../host/places';

interface Package {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const lock = JSON.parse(fs.readFileSync(path.join(root, 'package-lock.json'), 'utf8')) as {
  readonly packages: Readonly<Record<string, Package>>;
};

/** Whether `name` is locked somewhere on the way up from the package at `place`, as Node looks for it. */
function isLocked(name: string, place: string): boolean {
  for (let folder = place; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('node_modules/') - 1))) {
    if (lock.packages[path.posix.join(folder, 'node_modules', name)]) return true;
    if (folder === '') return false;
  }
}

describe('package-lock.json', () => {
  // npm leaves out optional packages that the registry does not give yet, and `npm ci` then refuses the whole file.
  it('names every package that another one needs, those of other platforms too', () => {
    const missing = Object.entries(lock.packages).flatMap(([place, each]) =>
      Object.keys({ ...each.dependencies, ...each.optionalDependencies })
        .filter((name) => !isLocked(name, place))
        .map((name) => `${place} needs ${name}`),
    );
    assert.deepEqual(missing, []);
  });
});
