import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { holdsSequences, type DataRecord } from '../../engine/contracts/data';
import type { InspectionInput } from '../../engine/contracts/inspection';
import type { RunView } from '../../engine/contracts/view';
import type { CheckpointInfo, InspectorState } from '../../engine/protocol/inspector';
import { checkpointFile, runFiles } from '../../engine/run/layout';
import { exists, readJson } from '../base/files';
import type { Run } from '../runs/run';

/** What of a run's data can be looked at. */
export type InspectedData = Pick<InspectorState, 'parts' | 'reads' | 'sequences'>;

/** Tokens or rows that are shown when nobody chose anything. */
const usualLength = 120;

export async function dataOf(run: Run): Promise<InspectedData> {
  const data = (await readJson(path.join(run.folder, runFiles.data))) as Partial<DataRecord> | undefined;
  return {
    parts: data?.parts ?? { train: 0, validation: 0, test: 0 },
    sequences: data !== undefined && holdsSequences(data),
    reads: data?.table ? 'table' : 'text',
  };
}

/** The beginning of the validation part, or of the training part where there is none. */
export function inputOf({ parts, sequences }: InspectedData): InspectionInput {
  const part = parts.validation > 0 ? 'validation' : 'train';
  return { kind: 'part', part, from: 0, length: sequences ? 1 : Math.min(parts[part], usualLength) };
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
