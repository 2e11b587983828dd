import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { holdsSequences, type DataRecord } from '../../engine/contracts/data';
import type { Experiment } from '../../engine/contracts/experiment';
import type { InspectionInput } from '../../engine/contracts/inspection';
import type { RunView } from '../../engine/contracts/view';
import type { CheckpointInfo, InspectorState } from '../../engine/protocol/inspector';
import { checkpointFile, runFiles } from '../../engine/run/layout';
import { exists, readJson } from '../base/files';
import type { Run } from '../runs/run';

/** What of a run's data can be looked at. */
export interface InspectedData extends Pick<InspectorState, 'parts' | 'reads' | 'sequences'> {
  /** Tokens, rows or sequences that are shown when nobody chose anything. */
  readonly length: number;
}

/** Tokens, or rows of a long series. */
const usualLength = 120;

export async function dataOf({ folder }: Pick<Run, 'folder'>): Promise<InspectedData> {
  const data = (await readJson(path.join(folder, runFiles.data))) as Partial<DataRecord> | undefined;
  const sequences = data !== undefined && holdsSequences(data);
  const window = data?.table?.group === undefined ? undefined : await windowOf(folder);
  return {
    parts: data?.parts ?? { train: 0, validation: 0, test: 0 },
    sequences,
    reads: data?.table ? 'table' : 'text',
    length: sequences ? 1 : (window ?? usualLength),
  };
}

/** Many series may be short: behind a window there is something to predict, and behind a whole series nothing. */
async function windowOf(folder: string): Promise<number | undefined> {
  const experiment = (await readJson(path.join(folder, runFiles.experiment))) as Partial<Experiment> | undefined;
  return experiment?.task?.kind === 'forecasting' ? experiment.task.window : undefined;
}

/** The beginning of the validation part, or of the training part where there is none. */
export function inputOf({ parts, length }: InspectedData): InspectionInput {
  const part = parts.validation > 0 ? 'validation' : 'train';
  return { kind: 'part', part, from: 0, length: Math.min(parts[part], length) };
}

/**
 * The weights that a run keeps, in the order of their steps: those of steps, then `best` and `last`.
 *
 * @param view tells the losses, and the steps of `best` and `last`; without it the summary does
 */
export async function checkpointsOf(run: Run, view: RunView | undefined): Promise<CheckpointInfo[]> {
  const losses = new Map(view?.validations.map(({ step, loss }) => [step, loss]));
  const files = await fs.readdir(path.join(run.folder, 'checkpoints')).catch(() => []);
  const steps = files.filter((file) => file.endsWith('.safetensors')).map((file) => Number.parseInt(file, 10));
  const named = [
    { name: 'best' as const, step: view?.best?.step ?? run.summary.bestStep ?? run.summary.step },
    { name: 'last' as const, step: view?.checkpointStep ?? run.summary.step },
  ];
  const kept: CheckpointInfo[] = steps
    .filter(Number.isInteger)
    .map((step) => ({ name: step, step, loss: losses.get(step) }));
  for (const { name, step } of named) {
    if (!(await exists(path.join(run.folder, checkpointFile(name))))) continue;
    kept.push({ name, step, loss: losses.get(step) ?? (name === 'best' ? run.summary.bestLoss : undefined) });
  }
  return kept.sort((a, b) => a.step - b.step);
}
