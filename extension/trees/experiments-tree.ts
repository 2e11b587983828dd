import * as vscode from 'vscode';
import { Disposables } from '../base/disposables';
import { byteWords, durationWords, integerWords, numberWords } from '../base/numbers';
import { sentenceOf } from '../problems/words';
import type { Run } from '../runs/run';
import type { RunStore } from '../runs/run-store';
import { bestWords, metricWords, progressWords } from '../runs/words';
import type { WatchedFiles } from '../workspace/watched-files';
import { readablePath } from '../workspace/roots';
import { experimentSuffix } from '../language/experiment-document';
import { statusIcon, statusWords } from './status';

/** An experiment file with its runs below it. */
export interface ExperimentNode {
  readonly kind: 'experiment';
  readonly uri: vscode.Uri;
}

/** Runs whose experiment file is gone. */
export interface OrphansNode {
  readonly kind: 'orphans';
}

export interface RunNode {
  readonly kind: 'run';
  readonly run: Run;
}

export type ExperimentsNode = ExperimentNode | OrphansNode | RunNode;

const orphans: OrphansNode = { kind: 'orphans' };

/** What a click on a run does. */
export const openSelected = 'sequenceLab.openSelected';

/** The view "Experiments": each experiment file of the workspace, below it its runs, newest first. */
export class ExperimentsTree extends Disposables implements vscode.TreeDataProvider<ExperimentsNode> {
  private readonly changed = this.own(new vscode.EventEmitter<ExperimentsNode | undefined>());
  readonly onDidChangeTreeData = this.changed.event;
  readonly view: vscode.TreeView<ExperimentsNode>;
  /** One node object for each thing, as VS Code knows nodes by identity. */
  private readonly experimentNodes = new Map<string, ExperimentNode>();
  private readonly runNodes = new WeakMap<Run, RunNode>();

  constructor(
    private readonly files: WatchedFiles,
    private readonly runs: RunStore,
  ) {
    super();
    this.view = this.own(
      vscode.window.createTreeView('sequenceLab.experiments', { treeDataProvider: this, showCollapseAll: true }),
    );
    this.own(vscode.commands.registerCommand(openSelected, () => this.openSelected()));
    this.own(files.onDidChange(() => this.changed.fire(undefined)));
    this.own(runs.onDidChangeList(() => this.changed.fire(undefined)));
    this.own(runs.onDidChangeRun((run) => this.changed.fire(this.runNode(run))));
    this.own(vscode.workspace.onDidGrantWorkspaceTrust(() => this.explainTrust()));
    this.explainTrust();
  }

  async getChildren(node?: ExperimentsNode): Promise<ExperimentsNode[]> {
    if (node?.kind === 'run') return [];
    const [files, runs] = await Promise.all([this.files.list(), this.runs.list()]);
    const known = new Set(files.map((uri) => uri.toString()));
    const orphaned = runs.filter((run) => !known.has(run.experimentFile.toString()));
    if (node?.kind === 'orphans') return orphaned.map((run) => this.runNode(run));
    if (node)
      return runs
        .filter((run) => run.experimentFile.toString() === node.uri.toString())
        .map((run) => this.runNode(run));
    const experiments = files.map((uri) => this.experimentNode(uri));
    return orphaned.length > 0 ? [...experiments, orphans] : experiments;
  }

  getParent(node: ExperimentsNode): ExperimentsNode | undefined {
    if (node.kind !== 'run') return undefined;
    const { experimentFile } = node.run;
    return experimentFile ? this.experimentNodes.get(experimentFile.toString()) : orphans;
  }

  getTreeItem(node: ExperimentsNode): vscode.TreeItem {
    if (node.kind === 'run') return runItem(node.run);
    return node.kind === 'experiment' ? experimentItem(node.uri) : orphansItem();
  }

  private experimentNode(uri: vscode.Uri): ExperimentNode {
    const key = uri.toString();
    const node: ExperimentNode = this.experimentNodes.get(key) ?? { kind: 'experiment', uri };
    this.experimentNodes.set(key, node);
    return node;
  }

  private runNode(run: Run): RunNode {
    const node: RunNode = this.runNodes.get(run) ?? { kind: 'run', run };
    this.runNodes.set(run, node);
    return node;
  }

  private async openSelected(): Promise<void> {
    const [node] = this.view.selection;
    if (node?.kind === 'run') await vscode.commands.executeCommand('sequenceLab.openRun', node);
  }

  private explainTrust(): void {
    this.view.message = vscode.workspace.isTrusted
      ? undefined
      : vscode.l10n.t('Restricted Mode: nothing is trained or run here until you trust this workspace.');
  }
}

function experimentItem(uri: vscode.Uri): vscode.TreeItem {
  const name = uri.path.slice(uri.path.lastIndexOf('/') + 1, -experimentSuffix.length);
  // Expanded from the start, also while there is no run: VS Code keeps a node as it was, so that the first run is seen.
  const item = new vscode.TreeItem(name, vscode.TreeItemCollapsibleState.Expanded);
  const path = readablePath(uri);
  item.id = uri.toString();
  item.resourceUri = uri;
  item.iconPath = new vscode.ThemeIcon('beaker');
  item.description = path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '';
  item.tooltip = path;
  item.contextValue = 'experiment';
  item.command = {
    command: 'sequenceLab.openExperiment',
    title: vscode.l10n.t('Open Experiment File'),
    arguments: [uri],
  };
  item.accessibilityInformation = { label: vscode.l10n.t('experiment {0}', path) };
  return item;
}

function orphansItem(): vscode.TreeItem {
  const item = new vscode.TreeItem(vscode.l10n.t('Runs without a file'), vscode.TreeItemCollapsibleState.Collapsed);
  item.iconPath = new vscode.ThemeIcon('archive');
  item.tooltip = vscode.l10n.t(
    'The experiment files of these runs were moved or deleted. The runs themselves still work.',
  );
  item.contextValue = 'orphans';
  return item;
}

/** Flags that the `when` clauses of package.json look for in a run's context value. */
export function runFlags(run: Run): string {
  const flags = ['run', run.active ? 'active' : 'idle'];
  if (run.resumable) flags.push('resumable');
  if (run.hasCheckpoint) flags.push('checkpoint');
  return flags.join(' ');
}

function runItem(run: Run): vscode.TreeItem {
  const { status } = run.summary;
  const item = new vscode.TreeItem(run.name, vscode.TreeItemCollapsibleState.None);
  const state = run.active ? progressWords(run) || statusWords(status) : statusWords(status);
  const words = [state, bestWords(run)].filter((part) => part !== '');
  item.id = run.folder;
  item.iconPath = statusIcon(status);
  item.description = words.join(' · ');
  item.tooltip = runTooltip(run);
  item.contextValue = runFlags(run);
  // Without arguments: VS Code drops those of a node that is refreshed, so a click on a run in training came to nothing.
  item.command = { command: openSelected, title: vscode.l10n.t('Open Run') };
  const spoken = [vscode.l10n.t('run {0}', run.name), statusWords(status), ...words.slice(run.active ? 0 : 1)];
  item.accessibilityInformation = { label: spoken.join(', ') };
  return item;
}

function runTooltip(run: Run): vscode.MarkdownString {
  const { summary } = run;
  const rows: [string, string][] = [
    [vscode.l10n.t('Status'), statusWords(summary.status)],
    [vscode.l10n.t('Step'), vscode.l10n.t('{0} of {1}', integerWords(summary.step), integerWords(summary.totalSteps))],
    [vscode.l10n.t('Epoch'), numberWords(summary.epoch)],
  ];
  const add = (name: string, value: number | undefined, words: (value: number) => string): void => {
    if (value !== undefined) rows.push([name, words(value)]);
  };
  add(vscode.l10n.t('Training loss'), summary.loss, numberWords);
  add(vscode.l10n.t('Best validation loss'), summary.bestLoss, numberWords);
  for (const [key, value] of Object.entries(summary.metrics)) add(metricWords(key), value, numberWords);
  add(vscode.l10n.t('Weights'), summary.parameters, integerWords);
  add(vscode.l10n.t('Memory'), run.memory, byteWords);
  add(vscode.l10n.t('Time spent'), summary.elapsed, durationWords);
  add(vscode.l10n.t('Time left'), run.active ? run.remaining : undefined, durationWords);
  add(vscode.l10n.t('Started'), summary.started, (time) => new Date(time).toLocaleString(vscode.env.language));
  const text = new vscode.MarkdownString('', true);
  text.appendMarkdown('**').appendText(run.name).appendMarkdown('**\n\n| | |\n|---|---|\n');
  for (const [name, value] of rows)
    text.appendMarkdown('| ').appendText(name).appendMarkdown(' | ').appendText(value).appendMarkdown(' |\n');
  if (run.problem) text.appendMarkdown('\n\n').appendText(sentenceOf(run.problem));
  return text;
}
