import { rm } from 'node:fs/promises';
import * as path from 'node:path';
import * as vscode from 'vscode';
import { Problem } from '../../engine/contracts/problem';
import { runsFolder } from '../../engine/run/layout';
import { Disposables } from '../base/disposables';
import type { Log } from '../base/log';
import { engineAccess } from '../workspace/engine-access';
import { stopOwner } from './control';
import { livingOwner } from './owner';
import type { Run } from './run';
import { type ImportedWeights, startRunProcess, type RunOrder } from './run-process';
import type { RunStore } from './run-store';

/** Starts, stops, resumes and deletes runs. Each trains in a process of its own, which this window does not own. */
export class RunManager extends Disposables {
  constructor(
    private readonly script: string,
    private readonly runs: RunStore,
    private readonly log: Log,
  ) {
    super();
  }

  /** Starts a new run of an experiment file in the workspace folder's `.seqlab/runs`; with weights it is ready to be used or resumed. */
  async start(experiment: vscode.Uri, weights?: ImportedWeights): Promise<Run> {
    const root = vscode.workspace.getWorkspaceFolder(experiment)?.uri.fsPath ?? path.dirname(experiment.fsPath);
    return this.launch({
      ...engineAccess(),
      experiment: experiment.fsPath,
      runs: path.join(root, runsFolder),
      weights,
    });
  }

  /** Goes on from the last checkpoint, to the same weights as if the run had never ended. */
  resume(run: Run): Promise<Run> {
    return this.launch({ ...engineAccess(), resume: run.folder });
  }

  /** Has the run's process save a checkpoint and end; resolves when the folder is released. */
  async stop(run: Run): Promise<void> {
    const owner = await livingOwner(run.folder);
    if (owner) await stopOwner(owner);
    await run.refresh();
  }

  /** Deletes the folder of a run that nobody trains. */
  async delete(run: Run): Promise<void> {
    if (await livingOwner(run.folder)) throw new Problem('run.busy', { run: run.name });
    await rm(run.folder, { recursive: true, force: true, maxRetries: 5 });
    await this.runs.refresh();
  }

  private async launch(order: RunOrder): Promise<Run> {
    const folder = await startRunProcess(this.script, order);
    this.log.info(`Run process started for ${folder}`);
    const run = await this.runs.add(folder);
    if (!run) throw new Problem('run.folder-unreadable', { folder });
    await run.refresh();
    return run;
  }
}
