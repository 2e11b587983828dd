import * as path from 'node:path';
import type { Command } from 'commander';
import { runsFolder } from '../../run/layout';
import { trainRun } from '../train-run';
import { type RootOption, rootOf, rootOption } from './options';
import { done, failed, fromHere, print, printJson, reportProblem, say, shown } from './output';

interface ImportOptions extends RootOption {
  readonly runs?: string;
  readonly name?: string;
  readonly ignoreSurplus?: boolean;
  readonly json?: boolean;
}

export function addImport(program: Command, exit: (status: number) => void): void {
  program
    .command('import')
    .description('make a new run of an experiment out of weights from elsewhere; train --resume goes on with it')
    .argument('<experiment>', 'experiment file: its model and its data say what the weights mean')
    .argument('<weights>', ".safetensors or .npz file with PyTorch's names")
    .option('--runs <dir>', `folder for run folders (default: ${runsFolder} under the root)`)
    .option('--name <name>', 'name of the run (default: that of the experiment file)')
    .option('--ignore-surplus', 'leave out tensors that the model has no place for')
    .option(...rootOption)
    .option('--json', 'print one JSON value')
    .action(async (experiment: string, weights: string, options: ImportOptions) =>
      exit(await importRun(experiment, weights, options)),
    );
}

async function importRun(experiment: string, weights: string, options: ImportOptions): Promise<number> {
  const root = await rootOf(experiment, options);
  let folder = '';
  const end = await fromHere(experiment, () =>
    trainRun({
      roots: [root],
      experiment: path.resolve(experiment),
      experimentName: shown(path.resolve(experiment)),
      runs: options.runs === undefined ? path.join(root, runsFolder) : path.resolve(options.runs),
      name: options.name,
      weights: { file: path.resolve(weights), ignoreSurplus: options.ignoreSurplus },
      onCreated: (created) => (folder = created),
    }),
  );
  if (end.problem) reportProblem(end.problem, options.json === true);
  if (end.reason === 'failed') return failed;
  if (options.json) printJson({ run: folder });
  else print(shown(folder));
  say(`To train it further: seqlab train ${shown(folder)} --resume`);
  return done;
}
