import * as path from 'node:path';
import type { Command } from 'commander';
import { Problem } from '../../contracts/problem';
import { runFiles, runsFolder, runNumber } from '../../run/layout';
import type { RunReducer } from '../../run/reducer';
import type { Override } from '../experiment-file';
import { exists } from '../files';
import { isOwned } from '../owner';
import { RunFolder } from '../run-folder';
import { trainRun } from '../train-run';
import { gatherOverride, type RootOption, rootOf, rootOption, type ThreadsOption, threadsOption } from './options';
import { done, failed, fromHere, printJson, say, shown } from './output';
import { Progress } from './progress';

interface TrainOptions extends RootOption, ThreadsOption {
  readonly runs?: string;
  readonly name?: string;
  readonly set?: readonly Override[];
  readonly resume?: boolean;
  readonly json?: boolean;
}

export function addTrain(program: Command, exit: (status: number) => void): void {
  program
    .command('train')
    .description('train an experiment, or go on with a run of it')
    .argument('<experiment>', 'experiment file; with --resume also a run folder')
    .option('--runs <dir>', `folder for run folders (default: ${runsFolder} under the root)`)
    .option('--name <name>', 'name of the run (default: that of the experiment file)')
    .option('--set <path=value>', 'use another value than the file, such as train.epochs=3', gatherOverride)
    .option('--resume', 'go on from the last checkpoint of the newest run that has not finished')
    .option(...rootOption)
    .option(...threadsOption)
    .option('--json', 'print every event as a line of JSON')
    .action(async (experiment: string, options: TrainOptions) => exit(await train(experiment, options)));
}

async function train(experiment: string, options: TrainOptions): Promise<number> {
  const root = await rootOf(experiment, options);
  const runs = options.runs === undefined ? path.join(root, runsFolder) : path.resolve(options.runs);
  let folder = '';
  let progress: Progress | undefined;
  const common = {
    roots: [root],
    threads: options.threads,
    onCreated(created: string, reducer: RunReducer) {
      folder = created;
      progress = new Progress(reducer, options.json === true);
      say(`Run folder: ${shown(created)}`);
    },
    onEvent(event: Parameters<Progress['show']>[0]) {
      if (options.json) printJson(event);
      progress?.show(event);
    },
  };
  const order = options.resume
    ? { ...common, resume: (await resumable(experiment, runs, options)).path }
    : {
        ...common,
        experiment: path.resolve(experiment),
        experimentName: shown(path.resolve(experiment)),
        overrides: options.set,
        runs,
        name: options.name,
      };
  const { reason } = await fromHere(experiment, () => trainRun(order));
  if (reason === 'interrupted') say(`To go on: seqlab train ${shown(folder)} --resume`);
  return reason === 'finished' || reason === 'stopped' ? done : failed;
}

/** The run that --resume means. Throws `usage.set-resume`, `run-folder.none-to-resume`. */
async function resumable(experiment: string, runs: string, { set, name }: TrainOptions): Promise<RunFolder> {
  if (set) throw new Problem('usage.set-resume');
  if (await exists(path.join(experiment, runFiles.record))) return RunFolder.open(experiment);
  const file = path.resolve(experiment);
  for (const run of (await RunFolder.list(runs)).toReversed()) {
    if (name !== undefined && runNumber(run.name, name) === undefined) continue;
    if ((await run.experimentFile()) !== file || (await isOwned(run))) continue;
    if ((await run.reduce()).view(false, 1).resumable) return run;
  }
  throw new Problem('run-folder.none-to-resume', { experiment: shown(file), runs: shown(runs) });
}
