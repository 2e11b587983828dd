import { Disposables } from '../base/disposables';
import { showProblems } from '../problems/show';
import type { Run } from './run';
import type { RunStore } from './run-store';

/** Tells of a run that fails while this window is open; its panel may be hidden or closed. */
export class FailureNews extends Disposables {
  private readonly training = new WeakSet<Run>();

  constructor(runs: RunStore) {
    super();
    this.own(runs.onDidChangeRun((run) => this.look(run)));
    this.own(runs.onDidChangeList(() => runs.known.filter((run) => run.active).forEach((run) => this.look(run))));
  }

  private look(run: Run): void {
    if (run.active) this.training.add(run);
    else if (this.training.delete(run) && run.problem) showProblems([run.problem], run.experimentFile);
  }
}
