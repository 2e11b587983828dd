import type { Checkpoint } from '../contracts/checkpoint';
import type { Experiment } from '../contracts/experiment';

/** What every exported file says about where it is from. Values are text, as safetensors wants them. */
export function describe(name: string, experiment: Experiment, weights: Checkpoint): Record<string, string> {
  return {
    generator: 'Sequence Lab',
    run: name,
    step: weights.metadata.step ?? '',
    task: experiment.task.kind,
    model: experiment.model.kind,
  };
}

export function jsonFile(value: unknown): Uint8Array {
  return new TextEncoder().encode(`${JSON.stringify(value, null, 2)}\n`);
}
