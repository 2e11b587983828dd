import * as vscode from 'vscode';
import type { ProblemValue } from '../../engine/contracts/problem';
import { placeOf } from './place';
import { sentenceOf } from './words';

/** Notifications for one action at most; what goes beyond is in the Problems panel. */
const most = 3;

/**
 * Shows problems as notifications; where a place is known, a button opens it (line and column, in a data file too).
 * Returns when all are shown, not when they are answered.
 */
export function showProblems(problems: readonly ProblemValue[], experiment?: vscode.Uri): void {
  for (const problem of problems.slice(0, most)) void showProblem(problem, experiment);
}

async function showProblem(problem: ProblemValue, experiment?: vscode.Uri): Promise<void> {
  const place = await placeOf(problem.where, experiment);
  const open = vscode.l10n.t('Go to the Place');
  const log = vscode.l10n.t('Show Log');
  const chosen = await vscode.window.showErrorMessage(sentenceOf(problem), place ? open : log);
  if (chosen === open && place) await openPlace(place);
  if (chosen === log) await vscode.commands.executeCommand('sequenceLab.showLog');
}

export async function openPlace(place: vscode.Location): Promise<void> {
  await vscode.commands.executeCommand('vscode.open', place.uri, { selection: place.range });
}
