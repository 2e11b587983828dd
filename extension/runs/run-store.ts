import * as path from 'node:path';
import * as vscode from 'vscode';
import { runsFolder } from '../../engine/run/layout';
import { Disposables } from '../base/disposables';
import { foldersIn } from '../base/files';
import { background, type Log } from '../base/log';
import { Throttle } from '../base/throttle';
import type { WatchedFiles } from '../workspace/watched-files';
import { rootPaths } from '../workspace/roots';
import { Run } from './run';

/** Milliseconds between two looks at the logs of runs that train. */
const pollInterval = 250;

/** Milliseconds between two surveys of the run folders. VS Code's watcher misses what happens in new folders of folders. */
const surveyInterval = 1500;

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
  private readonly surveys = this.own(new Throttle(surveyInterval, () => this.surveyAndGoOn()));
  private surveying: Promise<void> | undefined;
  private first: Promise<void> | undefined;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly experiments: WatchedFiles,
    private readonly log: Log,
  ) {
    super();
    this.own(experiments.onDidChange(() => this.surveys.request()));
    this.surveys.request();
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

  /** Looks at all run folders now. */
  async refresh(): Promise<void> {
    await this.surveying;
    this.surveying ??= this.survey().finally(() => (this.surveying = undefined));
    await this.surveying;
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

  private surveyAndGoOn(): void {
    const survey = this.refresh().finally(() => this.disposed || this.surveys.request());
    background(this.log, 'Survey of the run folders', survey);
  }

  private async survey(): Promise<void> {
    const found = new Set<string>();
    for (const root of await this.roots())
      for (const name of await foldersIn(path.join(root, runsFolder))) found.add(path.join(root, runsFolder, name));
    // A run that was taken up while we looked, or from elsewhere, is not among those found, and yet there.
    for (const run of this.known) if (!found.has(run.folder) && !(await run.exists())) this.remove(run);
    for (const folder of found) {
      const known = this.runs.get(folder);
      await (known ? known.glance() : this.add(folder));
    }
    this.poll();
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

  /** Looks again and again while a process works on a run. */
  private poll(): void {
    this.timer ??=
      this.known.some((run) => run.hasOwner) && !this.disposed
        ? setTimeout(() => this.tick(), pollInterval)
        : undefined;
  }

  private tick(): void {
    const work = Promise.all(this.known.filter((run) => run.hasOwner).map((run) => run.refresh()));
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
