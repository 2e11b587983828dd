import * as vscode from 'vscode';
import { Disposables } from './base/disposables';
import { background, type Log } from './base/log';
import type { Run } from './runs/run';
import type { RunStore } from './runs/run-store';

/** Keeps the context keys that the `when` clauses of package.json read. */
export class ContextKeys extends Disposables {
  private readonly set = new Map<string, string>();

  constructor(
    private readonly runs: RunStore,
    private readonly log: Log,
  ) {
    super();
    this.own(runs.onDidChangeList(() => this.update()));
    this.own(runs.onDidChangeRun(() => this.update()));
    this.update();
  }

  private update(): void {
    const { known } = this.runs;
    const paths = (runs: readonly Run[]): string[] => [...new Set(runs.map((run) => run.experimentFile.fsPath))].sort();
    const active = known.filter((run) => run.active);
    this.put('hasRuns', known.length > 0);
    this.put('hasActiveRuns', active.length > 0);
    this.put(
      'hasResumableRuns',
      known.some((run) => run.resumable),
    );
    this.put(
      'hasCheckpoints',
      known.some((run) => run.hasCheckpoint),
    );
    this.put('trainingFiles', paths(active));
    this.put('trainedFiles', paths(known));
  }

  private put(name: string, value: boolean | string[]): void {
    const text = JSON.stringify(value);
    if (this.set.get(name) === text) return;
    this.set.set(name, text);
    const command = vscode.commands.executeCommand('setContext', `sequenceLab.${name}`, value);
    background(this.log, 'Context key', Promise.resolve(command));
  }
}
