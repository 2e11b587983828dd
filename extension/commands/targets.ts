import * as vscode from 'vscode';
import type { Lab } from '../lab';
import { isExperiment } from '../language/experiment-document';
import type { Run } from '../runs/run';
import { bestWords, progressWords } from '../runs/words';
import { statusWords } from '../trees/status';
import { readablePath } from '../workspace/roots';

/**
 * What a command may be called with: a node of a tree, a file (explorer, editor title, CodeLens), or nothing (palette).
 */
export type Target = vscode.Uri | { readonly kind: 'experiment'; readonly uri: vscode.Uri } | RunTarget | undefined;

type RunTarget = { readonly kind: 'run'; readonly run: Run };

/** Reads the first argument of a command, which may come from anywhere. */
export function targetOf(argument: unknown): Target {
  if (argument instanceof vscode.Uri) return argument;
  if (typeof argument !== 'object' || argument === null) return undefined;
  const { kind, uri } = argument as { kind?: unknown; uri?: unknown };
  if (kind === 'run' || kind === 'experiment') return argument as Target;
  return uri instanceof vscode.Uri ? uri : undefined;
}

/** The experiment file that a command is about: the one named, else that of the editor, else the person's choice. */
export async function experimentOf(lab: Lab, target: Target): Promise<vscode.Uri | undefined> {
  const named = namedExperiment(target) ?? activeExperiment(lab);
  if (named) return named;
  const files = await lab.experimentFiles.list();
  if (files.length === 0) {
    const create = vscode.l10n.t('New Experiment');
    const words = vscode.l10n.t('There is no experiment in this workspace yet.');
    if ((await vscode.window.showInformationMessage(words, create)) === create)
      await vscode.commands.executeCommand('sequenceLab.newExperiment');
    return undefined;
  }
  if (files.length === 1) return files[0];
  const items = files.map((uri) => ({ label: readablePath(uri), uri }));
  const placeHolder = vscode.l10n.t('Which experiment?');
  return (await vscode.window.showQuickPick(items, { placeHolder }))?.uri;
}

/** The run that a command is about, among those that `fits` allows. */
export async function runOf(lab: Lab, target: Target, fits: (run: Run) => boolean): Promise<Run | undefined> {
  if (target && !(target instanceof vscode.Uri) && target.kind === 'run') return target.run;
  const all = (await lab.runs.list()).filter(fits);
  const shown = lab.panels.active?.run;
  if (!target && shown && all.includes(shown)) return shown;
  const experiment = namedExperiment(target) ?? activeExperiment(lab);
  const own = all.filter((run) => experiment && run.experimentFile.toString() === experiment.toString());
  const candidates = own.length > 0 ? own : all;
  if (candidates.length === 0) {
    void vscode.window.showInformationMessage(
      vscode.l10n.t('There is no run to do this with. Train an experiment first.'),
    );
    return undefined;
  }
  // The newest run of a file is what its CodeLens and title buttons mean; the palette lets the person choose.
  if (candidates.length === 1 || (target && own.length > 0)) return candidates[0];
  const items = candidates.map((run) => ({
    label: run.name,
    description: [statusWords(run.summary.status), bestWords(run), run.active ? progressWords(run) : '']
      .filter((part) => part !== '')
      .join(' · '),
    run,
  }));
  return (await vscode.window.showQuickPick(items, { placeHolder: vscode.l10n.t('Which run?') }))?.run;
}

function namedExperiment(target: Target): vscode.Uri | undefined {
  if (!target) return undefined;
  const uri =
    target instanceof vscode.Uri ? target : target.kind === 'experiment' ? target.uri : target.run.experimentFile;
  return isExperiment(uri) ? uri : undefined;
}

function activeExperiment(lab: Lab): vscode.Uri | undefined {
  const uri = vscode.window.activeTextEditor?.document.uri ?? lab.panels.active?.run.experimentFile;
  return isExperiment(uri) ? uri : undefined;
}
