import { cp, mkdir } from 'node:fs/promises';
import * as vscode from 'vscode';
import type { Lab } from '../lab';

const folderName = 'sequence-lab-samples';

/** Writes sample data with an experiment for each into a new folder, and opens it. */
export async function createSampleWorkspace(lab: Lab): Promise<void> {
  const [parent] =
    (await vscode.window.showOpenDialog({
      canSelectFiles: false,
      canSelectFolders: true,
      openLabel: vscode.l10n.t('Create the Samples Here'),
      title: vscode.l10n.t('Where shall the folder "{0}" be?', folderName),
    })) ?? [];
  if (!parent) return;
  const folder = await writeSamples(lab, parent);
  await vscode.commands.executeCommand('vscode.openFolder', folder, { forceNewWindow: isFolderOpen() });
}

/** Copies the samples into a new folder below `parent`; what is there already is left alone. */
export async function writeSamples({ dist }: Pick<Lab, 'dist'>, parent: vscode.Uri): Promise<vscode.Uri> {
  const folder = await newFolder(parent);
  await cp(vscode.Uri.joinPath(dist, 'samples').fsPath, folder.fsPath, { recursive: true });
  return folder;
}

async function newFolder(parent: vscode.Uri): Promise<vscode.Uri> {
  for (let number = 1; ; number++) {
    const folder = vscode.Uri.joinPath(parent, number === 1 ? folderName : `${folderName}-${number}`);
    try {
      await mkdir(folder.fsPath);
      return folder;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}

function isFolderOpen(): boolean {
  return (vscode.workspace.workspaceFolders?.length ?? 0) > 0;
}
