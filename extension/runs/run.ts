import * as path from 'node:path';
import * as vscode from 'vscode';
import type { ProblemValue } from '../../engine/contracts/problem';
import type { CurveView, RunStatus, RunSummary, RunView } from '../../engine/contracts/view';
import { runFiles } from '../../engine/run/layout';
import type { RunRecord } from '../../engine/run/record';
import { RunReducer } from '../../engine/run/reducer';
import { summarise } from '../../engine/run/summary';
import type { Owner } from '../../engine/protocol/control';
import { Disposables, type Disposable } from '../base/disposables';
import { changeTime, exists, readJson } from '../base/files';
import { LogTail } from './log-tail';
import { livingOwner } from './owner';

/** The ends of which nothing but the summary is wanted. */
const tellsAll: ReadonlySet<RunStatus> = new Set<RunStatus>(['finished', 'stopped', 'imported']);

/** Points of a curve that nobody looks at. */
const fewPoints = 2;

/**
 * One run folder as this window knows it, whoever works on it. The log is folded while a process trains or somebody
 * looks; of the others only the summary is read.
 */
export class Run extends Disposables {
  private readonly changed = this.own(new vscode.EventEmitter<void>());
  readonly onDidChange = this.changed.event;
  readonly name: string;
  private followers = 0;
  private log: { readonly reducer: RunReducer; readonly tail: LogTail } | undefined;
  private row: RunView | undefined;
  private stored: RunSummary | undefined;
  private owner: Owner | undefined;
  private saved = { last: false, best: false };
  private refreshing: Promise<void> | undefined;
  private touched: number | undefined;
  private print = '';

  private constructor(
    readonly folder: string,
    readonly record: RunRecord,
  ) {
    super();
    this.name = path.basename(folder);
  }

  /** The run of a folder, or undefined when the folder holds none. */
  static async open(folder: string): Promise<Run | undefined> {
    const record = (await readJson(path.join(folder, runFiles.record))) as RunRecord | undefined;
    if (typeof record?.experimentFile !== 'string') return undefined;
    const run = new Run(folder, record);
    await run.refresh();
    return run;
  }

  get experimentFile(): vscode.Uri {
    return vscode.Uri.file(path.resolve(this.folder, this.record.experimentFile));
  }

  get summary(): RunSummary {
    if (this.row) return summarise(this.row);
    return this.stored ?? summarise(new RunReducer(this.name).view(this.owner !== undefined));
  }

  /** Whether a living process works on it: it is about to train, trains, or saves for the last time. */
  get hasOwner(): boolean {
    return this.owner !== undefined;
  }

  /** Whether a living process trains it. */
  get active(): boolean {
    const { status } = this.summary;
    return this.owner !== undefined && (status === 'starting' || status === 'running');
  }

  /** Whether there are weights to evaluate, generate with and export. */
  get hasCheckpoint(): boolean {
    return this.saved.best || this.saved.last;
  }

  get resumable(): boolean {
    return this.owner === undefined && this.saved.last && this.summary.status !== 'finished';
  }

  /** Milliseconds to go, once it can be told. */
  get remaining(): number | undefined {
    return this.row?.remaining;
  }

  /** Planned bytes, once they are known. */
  get memory(): number | undefined {
    return this.row?.start?.memory;
  }

  get problem(): ProblemValue | undefined {
    return this.row?.problem;
  }

  /** Keeps the whole log folded until the returned disposable is disposed. */
  follow(): Disposable {
    this.followers++;
    let ended = false;
    return {
      dispose: () => {
        if (!ended) this.followers--;
        ended = true;
      },
    };
  }

  /** The run as a panel draws it. Needs `follow` and one `refresh` before. */
  view(points: number): RunView {
    const reducer = this.log?.reducer ?? new RunReducer(this.name);
    return { ...reducer.view(this.owner !== undefined, points), resumable: this.resumable };
  }

  curve(from: number, to: number, points: number): CurveView {
    return (this.log?.reducer ?? new RunReducer(this.name)).curve(from, to, points);
  }

  /** Reads what is new. Calls that come while it reads wait for a reading of their own. */
  async refresh(): Promise<void> {
    await this.refreshing;
    this.refreshing ??= this.read().finally(() => (this.refreshing = undefined));
    await this.refreshing;
  }

  /** Whether its folder is still there. */
  exists(): Promise<boolean> {
    return exists(path.join(this.folder, runFiles.record));
  }

  /** Reads again where a file of the folder was made, replaced or deleted since the last look; owned runs are polled anyway. */
  async glance(): Promise<void> {
    const touched = await changeTime(this.folder);
    if (touched === this.touched || this.hasOwner) return;
    this.touched = touched;
    await this.refresh();
  }

  /** Reads first and takes over last, so that nobody sees an owner of one moment beside a step of another. */
  private async read(): Promise<void> {
    const file = (name: string): string => path.join(this.folder, name);
    // The owner before the log: once it is gone, the log is whole.
    const owner = await livingOwner(this.folder);
    const [last, best] = await Promise.all([exists(file(runFiles.last)), exists(file(runFiles.best))]);
    const summary = owner || this.followers > 0 || this.log ? undefined : await this.readSummary();
    const reducer = summary ? undefined : await this.fold();
    this.owner = owner;
    this.saved = { last, best };
    this.stored = summary;
    this.row = reducer?.view(owner !== undefined, fewPoints);
    // Once nobody trains or looks, the curve is let go.
    if (!owner && this.followers === 0) this.log = undefined;
    if (!this.disposed) this.tellWhenChanged();
  }

  private async fold(): Promise<RunReducer> {
    this.log ??= {
      reducer: new RunReducer(this.name),
      tail: new LogTail(path.join(this.folder, runFiles.events)),
    };
    const { reducer, tail } = this.log;
    await tail.read((event) => reducer.add(event));
    return reducer;
  }

  /** The summary where it tells all: why a run failed is in the log, and so is all there is of a process that was lost. */
  private async readSummary(): Promise<RunSummary | undefined> {
    const summary = (await readJson(path.join(this.folder, runFiles.summary))) as RunSummary | undefined;
    return summary && tellsAll.has(summary.status) ? summary : undefined;
  }

  private tellWhenChanged(): void {
    const { step, status } = this.summary;
    const print = JSON.stringify([step, status, this.active, this.resumable, this.saved, this.summary.bestLoss]);
    if (print === this.print) return;
    this.print = print;
    this.changed.fire();
  }
}
