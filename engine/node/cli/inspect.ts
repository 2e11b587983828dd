import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { CheckpointName } from '../../contracts/checkpoint';
import type { PartName } from '../../contracts/data';
import type { Inspection, InspectionInput } from '../../contracts/inspection';
import { Problem } from '../../contracts/problem';
import { writeAtomic } from '../atomic';
import { writeProblem } from '../file-problem';
import { inspectionJson, inspectionNpz } from '../inspection-file';
import { inspectRun, type KeptInspection } from '../inspections';
import { findRun, positiveWhole, type RootOption, rootOf, rootOption, wholeNumber } from './options';
import { done, fromHere, print, printJson, shown } from './output';
import { readText } from './read-text';
import { numberWords } from './words';

interface InspectOptions extends RootOption {
  readonly text?: string;
  readonly target?: string;
  readonly input?: string;
  readonly split?: PartName;
  readonly from: number;
  readonly length: number;
  readonly checkpoint?: CheckpointName;
  readonly out: string;
  readonly json?: boolean;
}

export function addInspect(program: Command, exit: (status: number) => void): void {
  program
    .command('inspect')
    .description('record every gate, state, candidate, attention weight and output of a pass over one input')
    .argument('<run>', 'run folder')
    .option('--text <text>', 'text that the network reads')
    .option('--target <text>', 'with --text: what an encoder-decoder is to write, or the tags of the text')
    .option('--input <file>', 'file with the text, or table with a header, that the network reads')
    .addOption(new Option('--split <part>', "a stretch of the run's own data").choices(['train', 'validation', 'test']))
    .option('--from <n>', 'with --split: first token, row or sequence, from 0', wholeNumber, 0)
    .option('--length <n>', 'with --split: tokens, rows or sequences', positiveWhole, 100)
    .option('--checkpoint <name>', 'best, last, or the step of a kept checkpoint', checkpointName)
    .requiredOption('--out <file>', 'file to write: .json, or .npz for NumPy')
    .option(...rootOption)
    .option('--json', 'print one JSON value')
    .action(async (run: string, options: InspectOptions) => exit(await inspect(run, options)));
}

const writers: Readonly<Record<string, (kept: KeptInspection) => string | Uint8Array>> = {
  '.json': inspectionJson,
  '.npz': inspectionNpz,
};

async function inspect(named: string, options: InspectOptions): Promise<number> {
  const { checkpoint, out, json } = options;
  const extension = path.extname(out).toLowerCase();
  const write = Object.hasOwn(writers, extension) ? writers[extension] : undefined;
  if (!write) throw new Problem('usage.inspect-out', { file: out });
  const folder = await findRun(named);
  const experiment = await folder.experimentFile();
  const input = await inputOf(options, (await folder.readData()).table !== undefined);
  const roots = [await rootOf(experiment, options)];
  const kept = await fromHere(experiment, () => inspectRun({ run: folder.path, checkpoint, input, roots }));
  const file = path.resolve(out);
  try {
    await fs.mkdir(path.dirname(file), { recursive: true });
  } catch (error) {
    throw writeProblem(error, file);
  }
  await writeAtomic(file, write(kept));
  const { inspection } = kept;
  if (json) printJson({ file: shown(file), run: inspection.run, step: inspection.step, traces: inspection.traces });
  else print(tracesWords(inspection));
  return done;
}

/** Throws `usage.inspect-input` unless exactly one input is named. */
async function inputOf(
  { text, target, input, split, from, length }: InspectOptions,
  table: boolean,
): Promise<InspectionInput> {
  if ([text, input, split].filter((each) => each !== undefined).length !== 1) throw new Problem('usage.inspect-input');
  if (split !== undefined) return { kind: 'part', part: split, from, length };
  const read = text ?? (await readText(input ?? ''));
  return table ? { kind: 'table', text: read } : { kind: 'text', text: read, target };
}

function checkpointName(text: string): CheckpointName {
  if (text === 'best' || text === 'last') return text;
  if (/^\d+$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It must be best, last, or the number of a step.');
}

/** One line a trace: name, kind, size, range. */
function tracesWords({ traces }: Inspection): string {
  const width = Math.max(...traces.map(({ name }) => name.length));
  return traces
    .map(({ name, kind, steps, heads, columns, least, greatest }) => {
      const size = [steps, ...(heads > 1 ? [heads] : []), columns].join(' x ');
      return `${name.padEnd(width)}  ${kind}  ${size}  ${rangeWords(least, greatest)}`;
    })
    .join('\n');
}

/** A loss whose truth is not known has no numbers. */
function rangeWords(least: number, greatest: number): string {
  return least <= greatest ? `${numberWords(least)} to ${numberWords(greatest)}` : 'not known';
}
