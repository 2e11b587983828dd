import * as vscode from 'vscode';
import type { Lab } from '../lab';
import { newExperiment } from '../new-experiment/new-experiment';
import type { Target } from './targets';

export async function experimentFrom(lab: Lab, target: Target): Promise<void> {
  if (!vscode.workspace.workspaceFolders?.length) {
    const open = vscode.l10n.t('Open Folder');
    const words = vscode.l10n.t('Open the folder that holds your data first.');
    if ((await vscode.window.showInformationMessage(words, open)) === open)
      await vscode.commands.executeCommand('vscode.openFolder');
    return;
  }
  if (await newExperiment(lab, target instanceof vscode.Uri ? target : undefined)) lab.experimentFiles.refresh();
}
