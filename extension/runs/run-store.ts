import * as path from 'node:path';
import * as vscode from 'vscode';
import { runFiles, runsFolder } from '../../engine/run/layout';
import { Disposables } from '../base/disposables';
import { exists, foldersIn } from '../base/files';
import { background, type Log } from '../base/log';
import { Throttle } from '../base/throttle';
import type { WatchedFiles } from '../workspace/watched-files';
import { rootPaths } from '../workspace/roots';
import { Run } from './run';

/** Milliseconds between two looks at the logs of runs that train. */
const pollInterval = 250;

/**
 * All runs of the workspace, whoever started them: this window, another one, or the command line. Run folders are looked
 * for beside and above the experiment files, up to the workspace folder.
 */
export class RunStore extends Disposables {
  private readonly listChanged = this.own(new vscode.EventEmitter<void>());
  /** A run is there that was not, or is gone. */
  readonly onDidChangeList = this.listChanged.event;
  private readonly runChanged = this.own(new vscode.EventEmitter<Run>());
  readonly onDidChangeRun = this.runChanged.event;
  private readonly removed = this.own(new vscode.EventEmitter<Run>());
  readonly onDidRemove = this.removed.event;
  private readonly runs = new Map<string, Run>();
  private readonly search = this.own(new Throttle(300, () => background(this.log, 'Search for runs', this.refresh())));
  private searching: Promise<void> | undefined;
  private first: Promise<void> | undefined;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly experiments: WatchedFiles,
    private readonly log: Log,
  ) {
    super();
    // Where a whole folder comes or goes, VS Code may tell of the folder alone.
    const watcher = this.own(vscode.workspace.createFileSystemWatcher('**/.seqlab{,/**}'));
    for (const event of [watcher.onDidCreate, watcher.onDidChange, watcher.onDidDelete])
      this.own(event((uri) => this.notice(uri.fsPath)));
    this.own(experiments.onDidChange(() => this.search.request()));
    this.own({ dispose: () => this.end() });
  }

  /** The runs that were found so far, newest first. */
  get known(): readonly Run[] {
    return [...this.runs.values()].sort((a, b) => b.record.created - a.record.created);
  }

  /** All runs, newest first, after the first search. */
  async list(): Promise<readonly Run[]> {
    await (this.first ??= this.refresh());
    return this.known;
  }

  /** The run of a folder. */
  async find(folder: string): Promise<Run | undefined> {
    await this.list();
    return this.runs.get(folder) ?? this.add(folder);
  }

  /** Searches the folders again. */
  async refresh(): Promise<void> {
    await this.searching;
    this.searching ??= this.searchFolders().finally(() => (this.searching = undefined));
    await this.searching;
  }

  /** Takes a folder up that the search has not come upon yet. */
  async add(folder: string): Promise<Run | undefined> {
    const run = this.runs.get(folder) ?? (await Run.open(folder));
    const known = this.runs.get(folder);
    if (known || !run || this.disposed) {
      if (run !== known) run?.dispose();
      return known;
    }
    this.runs.set(folder, run);
    run.onDidChange(() => {
      this.runChanged.fire(run);
      this.poll();
    });
    this.listChanged.fire();
    this.poll();
    return run;
  }

  private async searchFolders(): Promise<void> {
    const found = new Set<string>();
    for (const root of await this.roots())
      for (const name of await foldersIn(path.join(root, runsFolder)))
        if (await exists(path.join(root, runsFolder, name, runFiles.record)))
          found.add(path.join(root, runsFolder, name));
    for (const [folder, run] of this.runs) if (!found.has(folder)) this.remove(run);
    for (const folder of found) {
      const known = this.runs.get(folder);
      await (known ? known.refresh() : this.add(folder));
    }
  }

  /** Folders that may hold `.seqlab`: each workspace folder, and those on the way down to an experiment. */
  private async roots(): Promise<Set<string>> {
    const roots = new Set(rootPaths());
    for (const uri of await this.experiments.list()) {
      const workspace = vscode.workspace.getWorkspaceFolder(uri)?.uri.fsPath;
      if (workspace === undefined) continue;
      // Each workspace folder is among the roots already, so the way up ends there.
      for (let folder = path.dirname(uri.fsPath); !roots.has(folder); folder = path.dirname(folder)) roots.add(folder);
    }
    return roots;
  }

  private remove(run: Run): void {
    this.runs.delete(run.folder);
    this.removed.fire(run);
    run.dispose();
    this.listChanged.fire();
  }

  /** Something in or around a run folder was written, made or deleted. */
  private notice(place: string): void {
    const folder = /^.*[\\/]\.seqlab[\\/]runs[\\/][^\\/]+/.exec(place)?.[0];
    const run = folder === undefined ? undefined : this.runs.get(folder);
    if (!run || place === folder) this.search.request();
    else if (!run.active) background(this.log, `Reading ${run.name}`, run.refresh()); // An active one is polled.
  }

  /** Looks again and again while a run trains. */
  private poll(): void {
    this.timer ??=
      this.known.some((run) => run.active) && !this.disposed ? setTimeout(() => this.tick(), pollInterval) : undefined;
  }

  private tick(): void {
    const work = Promise.all(this.known.filter((run) => run.active).map((run) => run.refresh()));
    const again = work.finally(() => {
      this.timer = undefined;
      this.poll();
    });
    background(this.log, 'Reading runs', again);
  }

  private end(): void {
    clearTimeout(this.timer);
    for (const run of this.runs.values()) run.dispose();
    this.runs.clear();
  }
}
