import * as vscode from 'vscode';
import { percentWords } from './base/numbers';
import { Disposables } from './base/disposables';
import type { RunStore } from './runs/run-store';
import { progressWords } from './runs/words';

/** One status bar item for all runs that train now; a click opens the run, or asks which. */
export class StatusBar extends Disposables {
  private readonly item: vscode.StatusBarItem;
  /** What a person reads, or undefined while nothing trains. */
  visibleText: string | undefined;

  constructor(private readonly runs: RunStore) {
    super();
    this.item = this.own(vscode.window.createStatusBarItem('sequenceLab.runs', vscode.StatusBarAlignment.Left, 10));
    this.item.name = vscode.l10n.t('Sequence Lab runs');
    this.own(runs.onDidChangeList(() => this.draw()));
    this.own(runs.onDidChangeRun(() => this.draw()));
    this.draw();
  }

  private draw(): void {
    const active = this.runs.known.filter((run) => run.active);
    if (active.length === 0) {
      this.visibleText = undefined;
      this.item.hide();
      return;
    }
    const [first] = active;
    const shares = active.map(({ summary }) => (summary.totalSteps > 0 ? summary.step / summary.totalSteps : 0));
    const mean = shares.reduce((sum, share) => sum + share, 0) / shares.length;
    const words =
      active.length === 1
        ? `${first.name} ${progressWords(first)}`
        : vscode.l10n.t('{0} runs, {1}', active.length, percentWords(mean));
    this.visibleText = words;
    this.item.text = `$(sync~spin) ${words}`;
    this.item.tooltip = active.map((run) => `${run.name}: ${progressWords(run)}`).join('\n');
    this.item.accessibilityInformation = { label: vscode.l10n.t('Sequence Lab trains {0}', words), role: 'button' };
    this.item.command = {
      command: 'sequenceLab.openRun',
      title: vscode.l10n.t('Open Run'),
      arguments: active.length === 1 ? [{ kind: 'run', run: first }] : [{ kind: 'active' }],
    };
    this.item.show();
  }
}
