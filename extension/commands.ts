import * as vscode from 'vscode';
import { targetOf, type Target } from './commands/targets';
import { createSampleWorkspace } from './commands/sample-workspace';
import { experimentFrom } from './commands/new-experiment';
import { exportWeights } from './commands/export-weights';
import { importWeights } from './commands/import-weights';
import { inspectRun, inspectSelection } from './commands/inspect';
import * as runs from './commands/runs';
import { Disposables } from './base/disposables';
import type { Lab } from './lab';
import { showProblems } from './problems/show';
import { problemOf } from './problems/words';

/** Commands that make something run or write need a trusted workspace. */
const trusted = 'isWorkspaceTrusted';

export interface Command {
  readonly id: string;
  /** The same clause as in package.json. Commands called by other means are held to it too. */
  readonly enablement?: typeof trusted;
  run(lab: Lab, target: Target, ...rest: readonly unknown[]): Promise<void>;
}

/** Every command of the extension; package.json names the same ones. */
export const commands: readonly Command[] = [
  { id: 'sequenceLab.newExperiment', enablement: trusted, run: (lab) => experimentFrom(lab, undefined) },
  { id: 'sequenceLab.newExperimentFromFile', enablement: trusted, run: experimentFrom },
  { id: 'sequenceLab.train', enablement: trusted, run: runs.train },
  { id: 'sequenceLab.stop', enablement: trusted, run: runs.stop },
  { id: 'sequenceLab.resume', enablement: trusted, run: runs.resume },
  { id: 'sequenceLab.evaluate', enablement: trusted, run: runs.evaluate },
  { id: 'sequenceLab.generate', enablement: trusted, run: runs.generate },
  { id: 'sequenceLab.inspectRun', enablement: trusted, run: inspectRun },
  { id: 'sequenceLab.inspectSelection', enablement: trusted, run: inspectSelection },
  { id: 'sequenceLab.exportWeights', enablement: trusted, run: exportWeights },
  { id: 'sequenceLab.importWeights', enablement: trusted, run: importWeights },
  { id: 'sequenceLab.openRun', run: runs.openRun },
  { id: 'sequenceLab.openExperiment', run: runs.openExperiment },
  { id: 'sequenceLab.deleteRun', enablement: trusted, run: runs.deleteRun },
  { id: 'sequenceLab.createSampleWorkspace', run: createSampleWorkspace },
  { id: 'sequenceLab.refresh', run: runs.refresh },
  { id: 'sequenceLab.showLog', run: async ({ log }) => log.show() },
];

export function registerCommands(lab: Lab): Disposables {
  const owned = new Disposables();
  for (const command of commands)
    owned.own(
      vscode.commands.registerCommand(command.id, async (argument: unknown, ...rest: unknown[]) => {
        if (command.enablement && !vscode.workspace.isTrusted) return explainTrust();
        const target = targetOf(argument);
        try {
          await command.run(lab, target, ...rest);
        } catch (error) {
          const problem = problemOf(error);
          lab.log.error(`${command.id}: ${JSON.stringify(problem)}`);
          showProblems([problem]);
        }
      }),
    );
  return owned;
}

async function explainTrust(): Promise<void> {
  const manage = vscode.l10n.t('Manage Workspace Trust');
  const words = vscode.l10n.t('This workspace is in Restricted Mode, so Sequence Lab runs nothing in it.');
  if ((await vscode.window.showWarningMessage(words, manage)) === manage)
    await vscode.commands.executeCommand('workbench.trust.manage');
}
