import type { Checkpoint } from '../contracts/checkpoint';
import { Problem } from '../contracts/problem';
import type { ScheduleState } from './schedule';

/** Where a run stands, beside its tensors. All randomness is keyed by seed and step, so the step is the random state too. */
export interface Progress {
  /** Steps done; also the cursor into the data: epoch = step / steps per epoch. */
  step: number;
  /** Whether the validation behind this step is still to be done. */
  validationDue: boolean;
  best?: { readonly step: number; readonly loss: number };
  /** Validation loss that early stopping measures its gain from. */
  reference?: number;
  validationsWithoutGain: number;
  /** Steps of the kept checkpoints. */
  kept: number[];
  schedule?: ScheduleState;
}

const key = 'progress';

export function startProgress(): Progress {
  return { step: 0, validationDue: false, validationsWithoutGain: 0, kept: [] };
}

export function writeProgress(progress: Progress): Record<string, string> {
  return { step: String(progress.step), [key]: JSON.stringify(progress) };
}

export function readProgress({ metadata }: Checkpoint): Progress {
  const text = metadata[key];
  if (text === undefined) throw new Problem('checkpoint.not-resumable');
  return JSON.parse(text) as Progress;
}
