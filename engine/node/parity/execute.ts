import type { Checkpoint } from '../../contracts/checkpoint';
import type { Execution } from '../../contracts/exporter';
import { runOnnx } from './onnxruntime';
import { runPython } from './pytorch';

export interface Executed {
  /** ANSWERS of contracts/parity.ts. */
  readonly answers: Checkpoint;
  /** Of what ran it, as a person reads it. */
  readonly version?: string;
}

/** Runs exported files, the main one first, on the inputs of CASES. @param folder of the export */
export function execute(
  execution: Execution,
  folder: string,
  files: readonly string[],
  inputs: Checkpoint,
): Promise<Executed> {
  switch (execution.runtime) {
    case 'onnxruntime':
      return runOnnx(files, inputs);
    case 'pytorch':
      return runPython(folder, execution.script, inputs);
  }
}
