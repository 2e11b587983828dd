import * as path from 'node:path';
import { type Command, Option } from 'commander';
import type { PartName } from '../../contracts/data';
import type { Evaluation } from '../../contracts/events';
import { TrainedRun } from '../trained-run';
import {
  findRun,
  type RootOption,
  rootOf,
  rootOfNamed,
  rootOption,
  type ThreadsOption,
  threadsOption,
} from './options';
import { done, fromHere, print, printJson } from './output';
import { metricWords, numberWords } from './words';

interface EvaluateOptions extends RootOption, ThreadsOption {
  readonly data?: string;
  readonly split: PartName;
  readonly json?: boolean;
}

export function addEvaluate(program: Command, exit: (status: number) => void): void {
  program
    .command('evaluate')
    .description('measure a run on a part of its data, or on another file, beside baselines')
    .argument('<run>', 'run folder')
    .option('--data <file>', 'another data file, taken as a whole')
    .addOption(
      new Option('--split <part>', 'part of the data').choices(['train', 'validation', 'test']).default('test'),
    )
    .option(...rootOption)
    .option(...threadsOption)
    .option('--json', 'print one JSON value')
    .action(async (run: string, options: EvaluateOptions) => exit(await evaluate(run, options)));
}

async function evaluate(named: string, options: EvaluateOptions): Promise<number> {
  const folder = await findRun(named);
  const run = await TrainedRun.open(folder, { threads: options.threads });
  const file = options.data === undefined ? undefined : path.resolve(options.data);
  const experiment = await folder.experimentFile();
  const roots = [await rootOf(experiment, options), ...(file ? [await rootOfNamed(file)] : [])];
  const evaluation = await fromHere(experiment, () => run.evaluate(options.split, { roots, file }, {}));
  if (options.json) printJson(evaluation);
  else print(evaluationWords(run.name, evaluation));
  return done;
}

function evaluationWords(name: string, { part, count, loss, metrics, baselines }: Evaluation): string {
  const rows = [{ name, metrics }, ...baselines];
  const width = Math.max(...rows.map((row) => row.name.length));
  return [
    `${part === 'file' ? 'file' : `${part} part`}, ${count} predictions, loss ${numberWords(loss)}`,
    ...rows.map((row) => `${row.name.padEnd(width)}  ${metricWords(row.metrics)}`),
  ].join('\n');
}
