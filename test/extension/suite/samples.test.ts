import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import * as vscode from 'vscode';
import { writeSamples } from '../../../extension/commands/sample-workspace';
import type { Lab } from '../../../extension/lab';
import { activeLab, emptyWorkspace, until, workspaceUri, write } from './support';

describe('Create Sample Workspace', function () {
  this.timeout(60_000);
  let lab: Lab;

  before(async () => {
    await emptyWorkspace();
    lab = await activeLab();
  });
  after(emptyWorkspace);

  it('writes data with experiments that can be trained as they are', async () => {
    const folder = await writeSamples(lab, workspaceUri());
    const names = await readdir(folder.fsPath);
    const experiments = names.filter((name) => name.endsWith('.seqlab.json'));
    assert.ok(experiments.length >= 2, names.join());
    for (const name of experiments) {
      const file = vscode.Uri.joinPath(folder, name).fsPath;
      const { problems, plan } = await lab.engine.check({ file, roots: [folder.fsPath], deep: true });
      assert.deepEqual(problems, [], name);
      assert.ok(plan!.totalSteps > 0);
    }
    await until('the view shows them', async () => {
      lab.experimentFiles.refresh();
      return (await lab.experimentFiles.list()).length === experiments.length;
    });
  });

  it('leaves a folder of that name alone', async () => {
    const kept = await write('sequence-lab-samples/mine.txt', 'mine');
    const second = await writeSamples(lab, workspaceUri());
    assert.match(second.path, /sequence-lab-samples-2$/);
    assert.equal((await vscode.workspace.fs.readFile(kept)).length, 4);
  });
});
