import * as vscode from 'vscode';
import { byteWords, integerWords } from '../base/numbers';
import { Disposables } from '../base/disposables';
import type { Run } from '../runs/run';
import type { RunStore } from '../runs/run-store';
import { bestWords, progressWords } from '../runs/words';
import type { ExperimentDiagnostics } from './diagnostics';
import { experimentSelector } from './experiment-document';

/** The line above an experiment: what to do with it, how its newest run stands, and how large the model is. */
export class ExperimentCodeLens extends Disposables implements vscode.CodeLensProvider {
  private readonly changed = this.own(new vscode.EventEmitter<void>());
  readonly onDidChangeCodeLenses = this.changed.event;

  constructor(
    private readonly runs: RunStore,
    private readonly diagnostics: ExperimentDiagnostics,
  ) {
    super();
    this.own(runs.onDidChangeList(() => this.changed.fire()));
    this.own(runs.onDidChangeRun(() => this.changed.fire()));
    this.own(diagnostics.onDidPlan(() => this.changed.fire()));
    this.own(vscode.workspace.onDidGrantWorkspaceTrust(() => this.changed.fire()));
    this.own(vscode.languages.registerCodeLensProvider(experimentSelector, this));
  }

  async provideCodeLenses({ uri }: vscode.TextDocument): Promise<vscode.CodeLens[]> {
    const top = new vscode.Range(0, 0, 0, 0);
    return (await this.actions(uri)).map((command) => new vscode.CodeLens(top, command));
  }

  private async actions(uri: vscode.Uri): Promise<vscode.Command[]> {
    if (!vscode.workspace.isTrusted)
      return [{ title: vscode.l10n.t('Restricted Mode: training is off'), command: 'workbench.trust.manage' }];
    const runs = (await this.runs.list()).filter((run) => run.experimentFile.toString() === uri.toString());
    const active = runs.find((run) => run.active);
    const trained = runs.find((run) => run.hasCheckpoint);
    const action = (title: string, name: string, run?: Run): vscode.Command => ({
      title,
      command: `sequenceLab.${name}`,
      arguments: [run ? { kind: 'run', run } : uri],
    });
    const actions = active
      ? [action(`$(debug-stop) ${vscode.l10n.t('Stop')}`, 'stop', active)]
      : [action(`$(play) ${vscode.l10n.t('Train')}`, 'train')];
    const resumable = !active && runs[0]?.resumable ? runs[0] : undefined;
    if (resumable) actions.push(action(vscode.l10n.t('Resume'), 'resume', resumable));
    if (trained)
      actions.push(
        action(vscode.l10n.t('Evaluate'), 'evaluate', trained),
        action(vscode.l10n.t('Export'), 'exportWeights', trained),
      );
    const newest = active ?? trained ?? runs[0];
    const state =
      newest && [newest.active ? progressWords(newest) : '', bestWords(newest)].filter((part) => part !== '');
    if (newest && state?.length) actions.push(action(`${newest.name}: ${state.join(' · ')}`, 'openRun', newest));
    else if (newest) actions.push(action(newest.name, 'openRun', newest));
    const plan = this.diagnostics.planOf(uri);
    if (plan)
      actions.push({
        title: vscode.l10n.t('{0} weights, {1} of memory', integerWords(plan.parameterCount), byteWords(plan.memory)),
        command: '',
      });
    return actions;
  }
}
