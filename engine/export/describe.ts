import type { ExportRequest } from '../contracts/exporter';

/** What every exported file says about where it is from. Values are text, as safetensors wants them. */
export function describe({ name, weights, experiment }: ExportRequest): Record<string, string> {
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
