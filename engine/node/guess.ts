import * as path from 'node:path';
import { defaultTask, experimentSchema, type ParsedExperiment } from '../catalog/experiment';
import { formats } from '../catalog/formats';
import { tasks } from '../catalog/tasks';
import type { ByteSource, OpenFile } from '../contracts/data';
import type { DataConfig, Experiment } from '../contracts/experiment';
import { Problem } from '../contracts/problem';
import { recogniseEncoding } from '../data/encoding';
import { ColumnProbe } from '../data/table/column-kind';
import { eachRow, openTable } from '../data/table/records';
import type { DataGuess } from '../protocol/service';

/** Fewer rows than this are a list in a text, not a table. */
const fewestRows = 3;

/** What a file seems to hold, from its name where that tells, else from its content. */
export async function guessData(source: ByteSource): Promise<DataGuess> {
  const { label: encoding } = await recogniseEncoding(source);
  const named = formatOfName(source.name);
  const table = named === 'text' ? undefined : await tryTable(source);
  const format = named ?? (table ? 'csv' : 'text');
  const guess = { format, task: taskOfFormat(format), bytes: source.size, encoding };
  return table ? { ...guess, ...table } : guess;
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

/** Columns and rows, where every line has the same number of cells and some column holds numbers. */
async function tryTable(source: ByteSource): Promise<Pick<DataGuess, 'columns' | 'rows'> | undefined> {
  const { data } = experimentSchema.parse({ data: { path: source.name } });
  const missing = new Set(data.missing.tokens);
  try {
    const table = await openTable(source, data);
    const probes = table.names.map((name) => new ColumnProbe(name, table.dialect.delimiter === ';'));
    let rows = 0;
    await eachRow(table, (cells) => {
      rows++;
      cells.forEach((cell, i) => {
        const text = cell.text.trim();
        if (!missing.has(text)) probes[i].add(cell, text);
      });
    });
    const columns = probes.map((probe) => ({ name: probe.name, kind: probe.result().kind }));
    if (!columns.some(({ kind }) => kind === 'number') || columns.length < 2 || rows < fewestRows) return undefined;
    return { columns, rows };
  } catch (error) {
    if (error instanceof Problem) return undefined;
    throw error;
  }
}
