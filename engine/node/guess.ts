import * as path from 'node:path';
import { defaultTask, type ParsedExperiment } from '../catalog/experiment';
import { formats } from '../catalog/formats';
import { tasks } from '../catalog/tasks';
import type { DataConfig, Experiment } from '../contracts/experiment';

/** The format that a file's name tells; plain text when it tells none. */
export function formatOfName(file: string): string {
  const ending = path.extname(file).toLowerCase();
  return formats.all.find(({ endings }) => endings.includes(ending))?.kind ?? 'text';
}

/** The first task that learns from data of a format. */
export function taskOfFormat(format: string): string {
  const { data } = formats.find(format);
  return tasks.all.find((task) => task.data === data)?.kind ?? 'language-model';
}

/** The experiment with its task, guessed from the data file's name when it gives none. */
export function withTask(experiment: ParsedExperiment): Experiment {
  if (experiment.task) return { ...experiment, task: experiment.task };
  return { ...experiment, task: defaultTask(taskOfFormat(formatOf(experiment.data))) };
}

function formatOf({ format, path: file, train }: DataConfig): string {
  return format ?? formatOfName(file ?? train ?? '');
}
