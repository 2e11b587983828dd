import * as vscode from 'vscode';
import { Disposables } from '../base/disposables';
import type { Log } from '../base/log';
import { Throttle } from '../base/throttle';

/** Folders that hold no work of a person. */
const excluded = '**/{node_modules,.seqlab,.git,dist,out}/**';

/** The files of the workspace that match a pattern, kept up to date. Searched for on first use. */
export class WatchedFiles extends Disposables {
  private readonly changed = this.own(new vscode.EventEmitter<void>());
  /** The set of files, or the content of one, is not what it was. */
  readonly onDidChange = this.changed.event;
  private found: Promise<readonly vscode.Uri[]> | undefined;

  constructor(
    private readonly pattern: string,
    private readonly limit: number,
    private readonly log: Log,
  ) {
    super();
    const refresh = this.own(new Throttle(500, () => this.refresh()));
    const watcher = this.own(vscode.workspace.createFileSystemWatcher(pattern));
    for (const event of [watcher.onDidCreate, watcher.onDidChange, watcher.onDidDelete])
      this.own(event((uri) => !/[\\/](node_modules|\.seqlab|\.git)[\\/]/.test(uri.fsPath) && refresh.request()));
    this.own(vscode.workspace.onDidChangeWorkspaceFolders(() => this.refresh()));
  }

  /** At most `limit` files, in the order of their paths. */
  list(): Promise<readonly vscode.Uri[]> {
    return (this.found ??= this.search());
  }

  refresh(): void {
    this.found = undefined;
    this.changed.fire();
  }

  private async search(): Promise<readonly vscode.Uri[]> {
    let uris: vscode.Uri[];
    try {
      uris = await vscode.workspace.findFiles(this.pattern, excluded, this.limit);
    } catch (error) {
      this.log.error(`Could not search for ${this.pattern}`, error);
      return [];
    }
    if (uris.length === this.limit) this.log.info(`More than ${this.limit} files match ${this.pattern}`);
    return uris.filter((uri) => uri.scheme === 'file').sort((a, b) => (a.path < b.path ? -1 : 1));
  }
}
