import * as vscode from 'vscode';
import type { Lab } from '../lab';
import { showProblems } from '../problems/show';
import { engineAccess } from '../workspace/engine-access';
import { experimentOf, runOf, type Target } from './targets';

/** Checks the experiment, data included, shows every problem at its place, and otherwise starts a run and its panel. */
export async function train(lab: Lab, target: Target): Promise<void> {
  const experiment = await experimentOf(lab, target);
  if (!experiment) return;
  const document = await vscode.workspace.openTextDocument(experiment);
  if (document.isDirty && !(await document.save())) return;
  const progress = { location: vscode.ProgressLocation.Window, title: vscode.l10n.t('Checking the experiment…') };
  const { problems } = await vscode.window.withProgress(progress, () =>
    lab.engine.check({ file: experiment.fsPath, deep: true, ...engineAccess() }),
  );
  await lab.diagnostics.show(experiment, problems);
  if (problems.length > 0) {
    showProblems(problems, experiment);
    return;
  }
  const run = await lab.manager.start(experiment);
  lab.panels.open(run, { preserveFocus: true });
}

export async function stop(lab: Lab, target: Target): Promise<void> {
  const run = await runOf(lab, target, (candidate) => candidate.active);
  if (!run) return;
  const progress = { location: vscode.ProgressLocation.Window, title: vscode.l10n.t('Stopping {0}…', run.name) };
  await vscode.window.withProgress(progress, () => lab.manager.stop(run));
}

export async function resume(lab: Lab, target: Target): Promise<void> {
  const run = await runOf(lab, target, (candidate) => candidate.resumable);
  if (!run) return;
  await lab.manager.resume(run);
  lab.panels.open(run, { preserveFocus: true });
}

export async function evaluate(lab: Lab, target: Target): Promise<void> {
  const run = await runOf(lab, target, (candidate) => candidate.hasCheckpoint);
  if (run) lab.panels.open(run).perform('evaluate');
}

export async function generate(lab: Lab, target: Target): Promise<void> {
  const run = await runOf(lab, target, (candidate) => candidate.hasCheckpoint);
  if (run) lab.panels.open(run).perform('generate');
}

export async function openRun(lab: Lab, target: Target): Promise<void> {
  const run = await runOf(lab, target, () => true);
  if (run) lab.panels.open(run);
}

/** Opens an experiment of the tree, or that of a run: the file, or where it is gone the copy that the run keeps. */
export async function openExperiment(lab: Lab, target: Target): Promise<void> {
  const file = await experimentToOpen(lab, target);
  if (file) await vscode.window.showTextDocument(file, { viewColumn: lab.panels.columnForText });
}

async function experimentToOpen(lab: Lab, target: Target): Promise<vscode.Uri | undefined> {
  if (target instanceof vscode.Uri) return target;
  const run = await runOf(lab, target, () => true);
  if (!run) return undefined;
  const files = await lab.experimentFiles.list();
  const here = files.find((uri) => uri.toString() === run.experimentFile.toString());
  return here ?? vscode.Uri.joinPath(vscode.Uri.file(run.folder), 'experiment.json');
}

export async function deleteRun(lab: Lab, target: Target): Promise<void> {
  const run = await runOf(lab, target, (candidate) => !candidate.active);
  if (!run) return;
  if (run.active) {
    void vscode.window.showInformationMessage(
      vscode.l10n.t('{0} is training. Stop it before you delete it.', run.name),
    );
    return;
  }
  const remove = vscode.l10n.t('Delete');
  const detail = vscode.l10n.t('Its curves, checkpoints and weights are deleted for good. Exported files stay.');
  const words = vscode.l10n.t('Delete the run {0}?', run.name);
  if ((await vscode.window.showWarningMessage(words, { modal: true, detail }, remove)) === remove)
    await lab.manager.delete(run);
}

export async function refresh(lab: Lab): Promise<void> {
  lab.experimentFiles.refresh();
  lab.dataFiles.refresh();
  await lab.runs.refresh();
}
