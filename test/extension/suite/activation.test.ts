import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { commands } from '../../../extension/commands';
import { activeLab, emptyWorkspace, extensionManifest } from './support';

interface Contributed {
  readonly command: string;
  readonly enablement?: string;
}

describe('activation', () => {
  before(emptyWorkspace);

  it('brings the parts up without starting the engine', async () => {
    const lab = await activeLab();
    assert.ok(lab.catalog.cells.length >= 3);
    assert.deepEqual(await lab.runs.list(), []);
    assert.equal(lab.engine.pid, undefined);
  });

  it('registers every command of the table, and package.json names the same ones with the same enablement', async () => {
    await activeLab();
    const { contributes } = extensionManifest() as { contributes: { commands: readonly Contributed[] } };
    const inManifest = contributes.commands.map(({ command, enablement }) => ({ id: command, enablement }));
    const inTable = commands.map(({ id, enablement }) => ({ id, enablement }));
    const byId = (a: { id: string }, b: { id: string }): number => a.id.localeCompare(b.id);
    assert.deepEqual(inTable.sort(byId), inManifest.sort(byId));
    const registered = new Set(await vscode.commands.getCommands(true));
    for (const { id } of inTable) assert.ok(registered.has(id), id);
  });

  it('gives experiment files the language and the schema of JSON with comments', async () => {
    const document = await vscode.workspace.openTextDocument(
      vscode.Uri.joinPath(vscode.workspace.workspaceFolders![0].uri, 'any.seqlab.json').with({ scheme: 'untitled' }),
    );
    assert.equal(document.languageId, 'jsonc');
  });
});
