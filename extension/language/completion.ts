import * as path from 'node:path';
import { getLocation, type Node } from 'jsonc-parser';
import * as vscode from 'vscode';
import { Disposables } from '../base/disposables';
import type { Log } from '../base/log';
import type { EngineClient } from '../service/engine-client';
import { rootPaths } from '../workspace/roots';
import { dataFileOf, experimentSelector, experimentSuffix } from './experiment-document';

const fileKeys = new Set(['path', 'train', 'validation', 'test']);
const columnKeys = new Set(['columns', 'target', 'time', 'group']);

/** Completes what the schema cannot know: names of data files, and the columns of the data file. */
export class ExperimentCompletion extends Disposables implements vscode.CompletionItemProvider {
  constructor(
    private readonly engine: EngineClient,
    private readonly log: Log,
  ) {
    super();
    this.own(vscode.languages.registerCompletionItemProvider(experimentSelector, this, '"', '/'));
  }

  async provideCompletionItems(
    document: vscode.TextDocument,
    position: vscode.Position,
    token: vscode.CancellationToken,
  ): Promise<vscode.CompletionItem[]> {
    const text = document.getText();
    const location = getLocation(text, document.offsetAt(position));
    const [section, key] = location.path;
    if (location.isAtPropertyKey || section !== 'data' || typeof key !== 'string') return [];
    const range = writtenRange(document, position, location.previousNode);
    if (fileKeys.has(key)) return this.files(document, position, range);
    if (columnKeys.has(key)) return this.columns(document.uri, text, range, token);
    return [];
  }

  private async files(
    document: vscode.TextDocument,
    position: vscode.Position,
    range: vscode.Range,
  ): Promise<vscode.CompletionItem[]> {
    const typed = document.getText(new vscode.Range(range.start, position)).replace(/^"/, '');
    const folder = typed.slice(0, typed.lastIndexOf('/') + 1);
    const directory = vscode.Uri.joinPath(document.uri, '..', folder);
    if (!vscode.workspace.getWorkspaceFolder(directory)) return [];
    let entries: [string, vscode.FileType][];
    try {
      entries = await vscode.workspace.fs.readDirectory(directory);
    } catch {
      return []; // The folder is being typed, so it need not be there.
    }
    return entries
      .filter(([name]) => !name.startsWith('.') && name !== 'node_modules' && !name.endsWith(experimentSuffix))
      .map(([name, type]) => {
        const isFolder = (type & vscode.FileType.Directory) !== 0;
        const written = `${folder}${name}${isFolder ? '/' : ''}`;
        const item = stringItem(
          written,
          range,
          isFolder ? vscode.CompletionItemKind.Folder : vscode.CompletionItemKind.File,
        );
        item.label = name;
        item.sortText = `${isFolder ? 1 : 0}${name}`;
        if (isFolder) item.command = { command: 'editor.action.triggerSuggest', title: '' };
        return item;
      });
  }

  private async columns(
    experiment: vscode.Uri,
    text: string,
    range: vscode.Range,
    token: vscode.CancellationToken,
  ): Promise<vscode.CompletionItem[]> {
    const file = dataFileOf(text, experiment);
    if (!file || !vscode.workspace.isTrusted) return [];
    try {
      const guess = await this.engine.guess({ file: file.fsPath, roots: rootPaths() });
      if (token.isCancellationRequested) return [];
      return (guess.columns ?? []).map((column, index) => {
        const item = stringItem(column.name, range, vscode.CompletionItemKind.Field);
        item.detail = columnKind(column.kind);
        item.sortText = String(index).padStart(6, '0');
        return item;
      });
    } catch (error) {
      this.log.debug(`No columns of ${path.basename(file.fsPath)}: ${JSON.stringify(error)}`);
      return [];
    }
  }
}

function columnKind(kind: 'number' | 'date' | 'text'): string {
  const words = { number: vscode.l10n.t('number'), date: vscode.l10n.t('date'), text: vscode.l10n.t('text') };
  return words[kind];
}

/** The string that the item replaces, quotes included, or nothing at the cursor. */
function writtenRange(document: vscode.TextDocument, position: vscode.Position, node: Node | undefined): vscode.Range {
  if (node?.type !== 'string') return new vscode.Range(position, position);
  const start = document.positionAt(node.offset);
  const end = document.positionAt(node.offset + node.length);
  // An unclosed string runs on to the end of its line; only what stands before the cursor is ours.
  return new vscode.Range(
    start,
    end.line === position.line && document.getText(new vscode.Range(start, end)).endsWith('"') ? end : position,
  );
}

function stringItem(value: string, range: vscode.Range, kind: vscode.CompletionItemKind): vscode.CompletionItem {
  const item = new vscode.CompletionItem(value, kind);
  item.insertText = JSON.stringify(value);
  item.filterText = item.insertText;
  item.range = range;
  return item;
}
