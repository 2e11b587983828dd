import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { exportRuns } from '../../../engine/node/export-runs';
import { RunFolder } from '../../../engine/node/run-folder';
import { useFolder } from './support/folders';

describe('exporting runs', () => {
  const folder = useFolder();
  const run = () => new RunFolder(path.join(folder(), 'run-1'));

  it('refuses several runs where the format takes one, before it reads any', async () => {
    await assert.rejects(exportRuns([run(), run()], 'json', path.join(folder(), 'a.json')), { code: 'usage.one-run' });
  });

  it('refuses a folder where a file is to be written', async () => {
    await assert.rejects(exportRuns([run()], 'json', folder()), { code: 'usage.out-folder' });
    await assert.rejects(exportRuns([run()], 'json', `${folder()}/new/`), { code: 'usage.out-folder' });
    assert.deepEqual(fs.readdirSync(folder()), []);
  });

  it('says what is missing of a run', async () => {
    await assert.rejects(exportRuns([run()], 'json', path.join(folder(), 'a.json')), { code: 'run-folder.missing' });
  });
});
