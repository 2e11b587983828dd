import * as vscode from 'vscode';
import type { Lab } from '../lab';
import { problemOf, sentenceOf } from '../problems/words';
import type { Run } from '../runs/run';
import { experimentOf, type Target } from './targets';

/** Asks for a file of weights and makes a new run of the experiment out of it: to use, or to train further. */
export async function importWeights(lab: Lab, target: Target): Promise<void> {
  const experiment = await experimentOf(lab, target);
  if (!experiment) return;
  const chosen = await vscode.window.showOpenDialog({
    title: vscode.l10n.t('Weights for {0}', experiment.path.split('/').pop() ?? ''),
    openLabel: vscode.l10n.t('Import'),
    defaultUri: vscode.Uri.joinPath(experiment, '..'),
    filters: { [vscode.l10n.t("Weights with PyTorch's names")]: ['safetensors', 'npz'] },
  });
  if (!chosen) return;
  const run = await startedWith(lab, experiment, chosen[0].fsPath);
  if (run) lab.panels.open(run);
}

/** The new run; undefined when the person did not want to lose what the model has no place for. */
async function startedWith(lab: Lab, experiment: vscode.Uri, file: string): Promise<Run | undefined> {
  const start = (ignoreSurplus: boolean): Thenable<Run> =>
    vscode.window.withProgress(
      { location: vscode.ProgressLocation.Notification, title: vscode.l10n.t('Importing weights…') },
      () => lab.manager.start(experiment, { file, ignoreSurplus }),
    );
  try {
    return await start(false);
  } catch (error) {
    const problem = problemOf(error);
    if (problem.code !== 'import.surplus') throw error;
    const leaveOut = vscode.l10n.t('Import Without Them');
    const answer = await vscode.window.showWarningMessage(sentenceOf(problem), { modal: true }, leaveOut);
    return answer === leaveOut ? start(true) : undefined;
  }
}
