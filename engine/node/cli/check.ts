import * as path from 'node:path';
import type { Command } from 'commander';
import { type GradientError } from '../../train/gradient-check';
import { ExperimentFile, type Override } from '../experiment-file';
import { TrainingSession } from '../session';
import { checkSession } from '../check-session';
import { gatherOverride, type RootOption, rootOf, rootOption, type ThreadsOption, threadsOption } from './options';
import { done, failed, fromHere, print, printJson, shown } from './output';
import { durationWords, sizeWords } from './words';

interface CheckOptions extends RootOption, ThreadsOption {
  readonly set?: readonly Override[];
  readonly json?: boolean;
}

/** What a gradient in 64 bit may be off by: rounding is a hundred times less, a wrong formula a thousand times more. */
const largestError = 1e-5;

export function addCheck(program: Command, exit: (status: number) => void): void {
  program
    .command('check')
    .description('validate an experiment and its data; show shapes, memory and time; check the gradients')
    .argument('<experiment>', 'experiment file')
    .option('--set <path=value>', 'use another value than the file, such as train.batch=16', gatherOverride)
    .option(...rootOption)
    .option(...threadsOption)
    .option('--json', 'print one JSON value')
    .action(async (experiment: string, options: CheckOptions) => exit(await check(experiment, options)));
}

async function check(experiment: string, options: CheckOptions): Promise<number> {
  const root = await rootOf(experiment, options);
  const session = await fromHere(experiment, async () => {
    const name = shown(path.resolve(experiment));
    const file = await ExperimentFile.read(path.resolve(experiment), name, options.set);
    return TrainingSession.open({ file, roots: [root], threads: options.threads });
  });
  const { gradients, millisecondsPerStep } = checkSession(session);
  const duration = millisecondsPerStep * session.totalSteps;
  const wrong = gradients.filter(({ error }) => !(error <= largestError));
  const result = { experiment: session.experiment, plan: session.summary, millisecondsPerStep, duration, gradients };
  if (options.json) printJson(result);
  else
    print(
      [...planLines(session), ...timeLines(millisecondsPerStep, duration), ...gradientLines(gradients, wrong)].join(
        '\n',
      ),
    );
  return wrong.length === 0 ? done : failed;
}

function planLines({ experiment, summary, data }: TrainingSession): string[] {
  const { parameters, parameterCount, memory, stepsPerEpoch, totalSteps, parts, backend, threads } = summary;
  const width = Math.max(...parameters.map((parameter) => parameter.path.length));
  const { input, output } = data;
  return [
    `task        ${experiment.task.kind}`,
    `input       ${input.kind === 'tokens' ? `tokens, vocabulary of ${input.vocabulary}` : `vectors of ${input.size}`}`,
    `output      ${output.size} ${output.kind}, one row per ${output.per}`,
    `parts       train ${parts.train}, validation ${parts.validation}, test ${parts.test}`,
    `steps       ${stepsPerEpoch} an epoch, ${totalSteps} in all`,
    `parameters  ${parameterCount}`,
    ...parameters.map(({ path: name, shape }) => `  ${name.padEnd(width)}  [${shape.join(', ')}]`),
    `memory      ${sizeWords(memory)}`,
    `kernels     ${backend}`,
    `threads     ${threads}`,
  ];
}

function timeLines(millisecondsPerStep: number, duration: number): string[] {
  return [`time        about ${durationWords(duration)} (${millisecondsPerStep.toPrecision(3)} ms a step)`];
}

function gradientLines(all: readonly GradientError[], wrong: readonly GradientError[]): string[] {
  if (wrong.length === 0) {
    const greatest = Math.max(...all.map(({ error }) => error));
    return [`gradients   right: greatest relative error ${greatest.toExponential(1)}`];
  }
  return ['gradients   WRONG', ...wrong.map(({ path: name, error }) => `  ${name}  ${error.toExponential(1)}`)];
}
