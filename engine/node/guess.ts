import * as path from 'node:path';
import { defaultTask, experimentSchema, type ParsedExperiment } from '../catalog/experiment';
import { formats } from '../catalog/formats';
import { tasks } from '../catalog/tasks';
import type { ByteSource, OpenFile } from '../contracts/data';
import type { DataConfig, Experiment } from '../contracts/experiment';
import { Problem } from '../contracts/problem';
import { guessFormat } from '../data/formats/guess';
import type { DataGuess } from '../protocol/service';

/** What a file seems to hold, from its name and its beginning, and the task for it. */
export async function guessData(source: ByteSource): Promise<DataGuess> {
  const { data } = experimentSchema.parse({ data: { path: source.name } });
  const guess = await guessFormat(source, data.missing);
  return { ...guess, task: taskOfFormat(guess.format) };
}

/** The experiment with its task, guessed from the data when it gives none. */
export async function withTask(experiment: ParsedExperiment, open: OpenFile): Promise<Experiment> {
  const { task, data } = experiment;
  if (task) return { ...experiment, task };
  const format = formatOf(data) ?? (await guessData(await openFirst(data, open))).format;
  return { ...experiment, task: defaultTask(taskOfFormat(format)) };
}

/** The same without a look into the data. */
export function withLikelyTask(experiment: ParsedExperiment): Experiment {
  const { task, data } = experiment;
  return { ...experiment, task: task ?? defaultTask(taskOfFormat(formatOf(data) ?? 'text')) };
}

function formatOf({ format, path: file, train }: DataConfig): string | undefined {
  return format ?? formatOfName(file ?? train ?? '');
}

async function openFirst({ path: file, train }: DataConfig, open: OpenFile): Promise<ByteSource> {
  try {
    return await open(file ?? train ?? '');
  } catch (error) {
    throw error instanceof Problem ? error.at({ path: file === undefined ? 'data.train' : 'data.path' }) : error;
  }
}

/** The format that a file's name tells. */
function formatOfName(file: string): string | undefined {
  const ending = path.extname(file).toLowerCase();
  return formats.all.find(({ endings }) => endings.includes(ending))?.kind;
}

/** The first task that learns from data of a format. */
function taskOfFormat(format: string): string {
  const { data } = formats.find(format);
  const task = tasks.all.find((each) => each.data === data);
  if (!task) throw new Error(`no task learns from ${format}`);
  return task.kind;
}
