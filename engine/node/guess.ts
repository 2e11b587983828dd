import * as path from 'node:path';
import { defaultModel, defaultTask, experimentSchema, type ParsedExperiment } from '../catalog/experiment';
import { formats } from '../catalog/formats';
import { generatedTask, generators } from '../catalog/generators';
import { modelFor } from '../catalog/models';
import { type TaskDescriptor, tasks, taskSchema } from '../catalog/tasks';
import type { ByteSource, OpenFile } from '../contracts/data';
import type { DataConfig, DataPath, Experiment, TaskConfig } from '../contracts/experiment';
import { Problem } from '../contracts/problem';
import { type Guess, guessFormat } from '../data/formats/guess';
import type { DataGuess } from '../protocol/service';

/** What a file seems to hold, from its name and its beginning, and the task for it. */
export async function guessData(source: ByteSource): Promise<DataGuess> {
  const { data } = experimentSchema.parse({ data: { path: source.name } });
  const guess = await guessFormat(source, data.missing);
  const { tagged: _tagged, ...found } = guess;
  return { ...found, task: taskOf(guess) };
}

/** The experiment with its task, guessed from the data when it gives none, and what follows from the task. */
export async function resolve(experiment: ParsedExperiment, open: OpenFile): Promise<Experiment> {
  const { task, data } = experiment;
  if (task) return complete(experiment, task);
  if (data.generate) return complete(experiment, taskSchema.parse(generatedTask(data.generate)));
  const format = clearFormat(data);
  const kind = format ? taskOf({ format }) : (await guessData(await openFirst(data, open))).task;
  return complete(experiment, defaultTask(kind));
}

/** The same without a look into the data. */
export function resolveLikely(experiment: ParsedExperiment): Experiment {
  const { task, data } = experiment;
  if (!task && data.generate) return complete(experiment, taskSchema.parse(generatedTask(data.generate)));
  return complete(
    experiment,
    task ?? defaultTask(taskOf({ format: clearFormat(data) ?? formatOfName(data) ?? 'text' })),
  );
}

/** The format of a file of pairs: named, or told by the file's name, or the task's usual one. Other data's is found by the task. */
export function pairFormat(named: string | undefined, file: DataPath, usual: string): string {
  if (named !== undefined) return named;
  if (typeof file !== 'string') return 'aligned';
  const told = endingFormat(file);
  return told && formats.find(told).data === 'pairs' ? told : usual;
}

function complete(experiment: ParsedExperiment, task: TaskConfig): Experiment {
  const wanted = tasks.find(task.kind);
  const usual = experiment.model ?? defaultModel(modelFor(wanted).kind);
  const model =
    experiment.model || usual.kind !== 'recurrent' ? usual : { ...usual, bidirectional: wanted.bothSides === true };
  return { ...experiment, data: withFormat(experiment.data, wanted), task, model };
}

function withFormat(data: DataConfig, { usualFormat }: TaskDescriptor): DataConfig {
  if (data.generate) return { ...generators.find(data.generate.kind).data, ...data };
  if (usualFormat === undefined) return data;
  return { ...data, format: pairFormat(data.format, data.path ?? data.train ?? '', usualFormat) };
}

/** The format that is named, or that a name tells beyond doubt: JSON Lines hold pairs or tags. */
function clearFormat(data: DataConfig): string | undefined {
  const format = data.format ?? formatOfName(data);
  return format === 'json-lines' ? undefined : format;
}

function formatOfName({ path: file, train }: DataConfig): string | undefined {
  const named = file ?? train ?? '';
  return typeof named === 'string' ? endingFormat(named) : 'aligned';
}

async function openFirst({ path: file, train }: DataConfig, open: OpenFile): Promise<ByteSource> {
  const [first] = [file ?? train ?? ''].flat();
  try {
    return await open(first);
  } catch (error) {
    throw error instanceof Problem ? error.at({ path: file === undefined ? 'data.train' : 'data.path' }) : error;
  }
}

/** The format that the ending of a file's name tells. */
function endingFormat(file: string): string | undefined {
  const ending = path.extname(file).toLowerCase();
  return formats.all.find(({ endings }) => endings.includes(ending))?.kind;
}

/** The first task that learns from data of a format, and from its tags or its texts where it has any. */
function taskOf({ format, tagged, columns }: Pick<Guess, 'format' | 'tagged' | 'columns'>): string {
  const { data } = formats.find(format);
  const fitting = tasks.all.filter((each) => each.data === data);
  const fits = ({ usualFormat, writes = false }: TaskDescriptor): boolean =>
    (tagged === undefined || (usualFormat === 'conll') === tagged) &&
    (columns === undefined || writes === hasOneText(columns));
  const task = fitting.find(fits) ?? fitting[0];
  if (!task) throw new Error(`no task learns from ${format}`);
  return task.kind;
}

/** Whether rows look like numbers with a text about them: one column of texts, and no time that would order the rows. */
function hasOneText(columns: NonNullable<Guess['columns']>): boolean {
  const others = columns.filter(({ kind }) => kind !== 'number');
  return others.length === 1 && others[0].kind === 'text' && columns.length > 1;
}
