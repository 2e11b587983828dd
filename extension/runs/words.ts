import * as vscode from 'vscode';
import { durationWords, numberWords, percentWords } from '../base/numbers';
import type { Run } from './run';

/** Names of metrics for people, best known first; the first that a run has stands for it in one line. */
const metricNames: readonly (readonly [key: string, words: () => string])[] = [
  ['perplexity', () => vscode.l10n.t('perplexity')],
  ['bitsPerCharacter', () => vscode.l10n.t('bits per character')],
  ['f1', () => 'F1'],
  ['accuracy', () => vscode.l10n.t('accuracy')],
  ['mase', () => 'MASE'],
  ['mae', () => 'MAE'],
  ['rmse', () => 'RMSE'],
  ['smape', () => 'sMAPE'],
  ['precision', () => vscode.l10n.t('precision')],
  ['recall', () => vscode.l10n.t('recall')],
];

export function metricWords(key: string): string {
  return metricNames.find(([name]) => name === key)?.[1]() ?? key;
}

/** The best validation in a few words: `perplexity 5.31`, else `loss 1.67`; empty before the first. */
export function bestWords({ summary }: Pick<Run, 'summary'>): string {
  const known = metricNames.find(([key]) => key in summary.metrics);
  if (known) return `${known[1]()} ${numberWords(summary.metrics[known[0]])}`;
  return summary.bestLoss === undefined ? '' : vscode.l10n.t('loss {0}', numberWords(summary.bestLoss));
}

/** How far a run is: `42 %, 3 min 10 s left`. */
export function progressWords({ summary, remaining }: Run): string {
  if (summary.totalSteps === 0) return '';
  const share = percentWords(summary.step / summary.totalSteps);
  return remaining === undefined ? share : vscode.l10n.t('{0}, {1} left', share, durationWords(remaining));
}
