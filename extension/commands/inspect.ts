import * as vscode from 'vscode';
import type { Lab } from '../lab';
import { dataOf } from '../panels/inspector-state';
import { selectedRows, selectedText } from '../panels/selection';
import { runOf, type Target } from './targets';

/** Opens the inspector of a run. */
export async function inspectRun(lab: Lab, target: Target): Promise<void> {
  const run = await runOf(lab, target, (candidate) => candidate.hasCheckpoint);
  if (run) lab.inspectors.open(run);
}

/** Runs a run of the person's choice on what is selected in the editor: a text, or rows of a table. */
export async function inspectSelection(lab: Lab): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  if (!editor) {
    const words = vscode.l10n.t(
      'There is no selection. Open a text or a table and select what the network shall read.',
    );
    void vscode.window.showInformationMessage(words);
    return;
  }
  const run = await runOf(lab, undefined, (candidate) => candidate.hasCheckpoint);
  if (!run) return;
  const { reads } = await dataOf(run);
  lab.inspectors.open(run, reads === 'table' ? selectedRows(editor) : selectedText(editor));
}
