import * as vscode from 'vscode';
import { Disposables } from '../base/disposables';
import { integerWords } from '../base/numbers';
import { problemOf, sentenceOf } from '../problems/words';
import type { EngineClient } from '../service/engine-client';
import type { DataFile, DataFiles } from '../workspace/data-files';
import { readablePath, rootPaths } from '../workspace/roots';

/** The view "Data": files of the workspace that can be trained on. */
export class DataTree extends Disposables implements vscode.TreeDataProvider<DataFile> {
  private readonly changed = this.own(new vscode.EventEmitter<undefined>());
  readonly onDidChangeTreeData = this.changed.event;

  constructor(
    private readonly files: DataFiles,
    private readonly engine: EngineClient,
  ) {
    super();
    this.own(vscode.window.createTreeView('sequenceLab.data', { treeDataProvider: this }));
    this.own(files.onDidChange(() => this.changed.fire(undefined)));
  }

  getChildren(file?: DataFile): Promise<DataFile[]> {
    return file ? Promise.resolve([]) : this.files.files();
  }

  getTreeItem(file: DataFile): vscode.TreeItem {
    const path = readablePath(file.uri);
    const item = new vscode.TreeItem(file.name);
    item.id = file.uri.toString();
    item.resourceUri = file.uri;
    item.iconPath = new vscode.ThemeIcon(file.icon);
    item.description = path.includes('/') ? `${file.words} · ${path.slice(0, path.lastIndexOf('/'))}` : file.words;
    item.contextValue = 'dataFile';
    item.command = { command: 'vscode.open', title: vscode.l10n.t('Open'), arguments: [file.uri] };
    item.accessibilityInformation = { label: `${path}, ${file.words}` };
    return item;
  }

  /** What the file holds is looked up only when a person asks, by resting on it. */
  async resolveTreeItem(item: vscode.TreeItem, file: DataFile): Promise<vscode.TreeItem> {
    const text = new vscode.MarkdownString();
    text.appendText(readablePath(file.uri)).appendMarkdown('\n\n').appendText(file.words);
    if (vscode.workspace.isTrusted) text.appendMarkdown('\n\n').appendText(await this.lookInto(file));
    item.tooltip = text;
    return item;
  }

  private async lookInto(file: DataFile): Promise<string> {
    try {
      const { encoding, rows, columns } = await this.engine.guess({ file: file.uri.fsPath, roots: rootPaths() });
      const words: string[] = [];
      if (encoding !== undefined) words.push(vscode.l10n.t('encoding {0}', encoding));
      if (rows !== undefined) words.push(vscode.l10n.t('{0} rows', integerWords(rows)));
      if (columns) words.push(vscode.l10n.t('columns {0}', columns.map((column) => column.name).join(', ')));
      return words.join('; ');
    } catch (error) {
      return sentenceOf(problemOf(error));
    }
  }
}
