import * as path from 'node:path';
import type { Command } from 'commander';
import type { Answers, ForecastSample, Sample } from '../../contracts/events';
import { Problem, type Where } from '../../contracts/problem';
import { TrainedRun } from '../trained-run';
import {
  findRun,
  fraction,
  positiveWhole,
  realNumber,
  type RootOption,
  rootOf,
  rootOfNamed,
  rootOption,
  wholeNumber,
  type ThreadsOption,
  threadsOption,
} from './options';
import { done, fromHere, print, printJson } from './output';
import { readText } from './read-text';
import { numberWords } from './words';

interface PredictOptions extends RootOption, ThreadsOption {
  readonly text?: string;
  readonly input?: string;
  readonly length?: number;
  readonly temperature?: number;
  readonly beam: number;
  readonly lengthPenalty: number;
  readonly nBest: number;
  readonly topK: number;
  readonly topP: number;
  readonly seed: number;
  readonly json?: boolean;
}

const usualTextLength = 500;
const usualTemperature = 0.8;

export function addPredict(program: Command, exit: (status: number) => void): void {
  program
    .command('predict')
    .description(
      'generate text after a prompt, translate sources, write about numbers, or forecast the rows after a table',
    )
    .argument('<run>', 'run folder')
    .option('--text <text>', 'prompt that the text goes on from, source to translate, or numbers to write about')
    .option('--input <file>', 'file of the prompt or of sources (one a line), or table that the forecast goes on from')
    .option('--length <n>', 'tokens to generate, or rows to forecast', positiveWhole)
    .option(
      '--temperature <number>',
      'below 1 is safer, above 1 bolder, 0 always takes the likeliest (default: 0.8; translations are searched for, not drawn)',
      realNumber,
    )
    .option('--top-k <n>', 'choose among the n likeliest tokens; 0 is off', wholeNumber, 0)
    .option('--top-p <fraction>', 'choose among the likeliest tokens that reach this probability', fraction, 1)
    .option('--seed <n>', 'seed of the random choice', wholeNumber, 1)
    .option('--beam <n>', 'translations that are followed at once; 1 is greedy', positiveWhole, 4)
    .option('--length-penalty <number>', 'above 0 favours longer translations', realNumber, 0.6)
    .option('--n-best <n>', 'translations to give, best first', positiveWhole, 1)
    .option(...rootOption)
    .option(...threadsOption)
    .option('--json', 'print one JSON value')
    .action(async (run: string, options: PredictOptions) => exit(await predict(run, options)));
}

async function predict(named: string, options: PredictOptions): Promise<number> {
  const folder = await findRun(named);
  const run = await TrainedRun.open(folder, { threads: options.threads });
  if (run.experiment.task.kind === 'forecasting') {
    const experiment = await folder.experimentFile();
    const root = await rootOf(experiment, options);
    await fromHere(experiment, () => forecast(run, root, options));
  } else if (run.data.decoder) {
    await translate(run, options);
  } else if (run.experiment.task.kind === 'tagging' || run.experiment.task.kind === 'cloze') {
    await read(run, options);
  } else {
    await generate(run, options);
  }
  return done;
}

async function generate(run: TrainedRun, options: PredictOptions): Promise<void> {
  const prompt = await promptOf(options);
  const { temperature = usualTemperature, topK, topP, seed, length = usualTextLength } = options;
  let text = '';
  if (!options.json) process.stdout.write(prompt);
  for await (const piece of run.generate(prompt, { temperature, topK, topP, seed, length }, {})) {
    text += piece;
    if (!options.json) process.stdout.write(piece);
  }
  if (options.json) printJson({ kind: 'text', prompt, text });
  else process.stdout.write('\n');
}

/** Tags of the tokens, or what may stand in the gaps, a token a line. */
async function read(run: TrainedRun, options: PredictOptions): Promise<void> {
  const sample = await run.read(await promptOf(options));
  if (options.json) printJson(sample);
  else print(tokenLines(sample).join('\n'));
}

function tokenLines(sample: Sample): string[] {
  if (sample.kind === 'tags') {
    return sample.sentences.flatMap(({ tokens, predicted }) => tokens.map((token, i) => `${token}\t${predicted[i]}`));
  }
  if (sample.kind !== 'cloze') return [];
  const gaps = sample.texts.flat().filter(({ candidates }) => candidates !== undefined);
  return gaps.map(({ candidates = [] }, i) => {
    const words = candidates.map(({ token, probability }) => `${token} ${numberWords(probability)}`);
    return `${i + 1}\t${words.join('\t')}`;
  });
}

interface Source {
  readonly source: string;
  /** Of a line of a file. */
  readonly where?: Where;
}

function linesOf(text: string, file: string): readonly Source[] {
  const lines = text.split('\n').map((source, i) => ({ source, where: { file, line: i + 1 } }));
  return lines.filter(({ source }) => source.trim() !== '');
}

/** The best targets for one source, or for every line of a file. */
async function translate(run: TrainedRun, options: PredictOptions): Promise<void> {
  const prompt = await promptOf(options);
  const sources: readonly Source[] =
    options.input === undefined ? [{ source: prompt }] : linesOf(prompt, options.input);
  const results = [];
  for (const { source, where } of sources) {
    const result = await answersTo(run, source, options).catch((error: unknown) => {
      throw where && error instanceof Problem ? error.at(where) : error;
    });
    results.push({ source, ...result });
    if (options.json) continue;
    for (const { text, score } of result.answers) print(options.nBest > 1 ? `${numberWords(score)}\t${text}` : text);
  }
  if (options.json) printJson(options.text === undefined ? results : results[0]);
}

async function answersTo(
  run: TrainedRun,
  source: string,
  options: PredictOptions,
): Promise<Partial<Answers> & Pick<Answers, 'answers'>> {
  const { temperature = 0, topK, topP, seed, beam, lengthPenalty, nBest } = options;
  if (temperature === 0) return run.answer(source, { beam: Math.max(beam, nBest), lengthPenalty, answers: nBest });
  return { answers: await run.sampleAnswers(source, nBest, { temperature, topK, topP, seed }) };
}

/** Throws `usage.prompt` unless there is exactly one, and what reading a text throws. */
async function promptOf({ text, input }: PredictOptions): Promise<string> {
  if ((text === undefined) === (input === undefined)) throw new Problem('usage.prompt');
  if (text !== undefined) return text;
  return readText(input ?? '');
}

async function forecast(run: TrainedRun, root: string, { text, input, length, json }: PredictOptions): Promise<void> {
  if (text !== undefined) throw new Problem('usage.forecast-text');
  const { task } = run.experiment;
  const horizon = task.kind === 'forecasting' ? task.horizon : 1;
  const file = input === undefined ? undefined : path.resolve(input);
  const roots = [root, ...(file ? [await rootOfNamed(file)] : [])];
  const sample = await run.forecast(length ?? horizon, { roots, file });
  if (json) printJson(sample);
  else print(table(sample));
}

/** The forecast rows as tab-separated values. */
function table({ labels, columns }: ForecastSample): string {
  const past = columns[0].past.length;
  const rows = columns[0].forecast.map((_, i) => [
    labels[past + i],
    ...columns.map(({ forecast: values }) => numberWords(values[i])),
  ]);
  return [['', ...columns.map(({ name }) => name)], ...rows].map((cells) => cells.join('\t')).join('\n');
}
