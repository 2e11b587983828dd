import * as vscode from 'vscode';
import type { Lab } from '../lab';
import { runOf, type Target } from './targets';

/** Asks for format and folder, and has the engine write the weights there. */
export async function exportWeights(lab: Lab, target: Target): Promise<void> {
  const run = await runOf(lab, target, (candidate) => candidate.hasCheckpoint);
  if (!run) return;
  const items = lab.catalog.exporters.map(({ kind, label, description }) => ({
    label: vscode.l10n.t(label),
    detail: vscode.l10n.t(description),
    format: kind,
  }));
  const chosen = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Export Weights'),
    placeHolder: vscode.l10n.t('In which format?'),
  });
  if (!chosen) return;
  const out = await vscode.window.showSaveDialog({
    defaultUri: vscode.Uri.joinPath(run.experimentFile, '..', `${run.name}.${chosen.format}`),
    title: vscode.l10n.t('Export the weights of {0}', run.name),
  });
  if (!out) return;
  const progress = { location: vscode.ProgressLocation.Notification, title: vscode.l10n.t('Exporting {0}…', run.name) };
  const { files } = await vscode.window.withProgress(progress, () =>
    lab.engine.export({ run: run.folder, format: chosen.format, out: out.fsPath }),
  );
  const reveal = vscode.l10n.t('Reveal in Explorer');
  const words = vscode.l10n.t('Exported {0}.', files.map((file) => file.split(/[\\/]/).pop()).join(', '));
  if ((await vscode.window.showInformationMessage(words, reveal)) === reveal)
    await vscode.commands.executeCommand('revealInExplorer', out);
}
