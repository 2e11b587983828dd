import * as vscode from 'vscode';
import type { RunStatus } from '../../engine/contracts/view';

interface StatusLook {
  /** A theme icon whose shape alone tells the status. */
  readonly icon: string;
  readonly color?: string;
  readonly words: () => string;
}

const looks: Readonly<Record<RunStatus, StatusLook>> = {
  starting: { icon: 'loading~spin', words: () => vscode.l10n.t('starting') },
  running: { icon: 'sync~spin', color: 'charts.blue', words: () => vscode.l10n.t('training') },
  finished: { icon: 'pass', color: 'charts.green', words: () => vscode.l10n.t('finished') },
  stopped: { icon: 'debug-pause', words: () => vscode.l10n.t('stopped') },
  imported: { icon: 'desktop-download', words: () => vscode.l10n.t('imported') },
  interrupted: { icon: 'debug-disconnect', color: 'charts.yellow', words: () => vscode.l10n.t('interrupted') },
  failed: { icon: 'error', color: 'charts.red', words: () => vscode.l10n.t('failed') },
};

export function statusIcon(status: RunStatus): vscode.ThemeIcon {
  const { icon, color } = looks[status];
  return new vscode.ThemeIcon(icon, color === undefined ? undefined : new vscode.ThemeColor(color));
}

export function statusWords(status: RunStatus): string {
  return looks[status].words();
}
