import type { Execution } from '../../contracts/exporter';
import { type ParityReport, parityTolerance } from '../../contracts/parity';
import { Problem } from '../../contracts/problem';
import { parityDifferences, type ParityReference } from '../../infer/parity';
import { execute } from './execute';

/** What can be missing on a machine: no failure of the export. */
const notHere: ReadonlySet<string> = new Set([
  'export.no-onnxruntime',
  'export.broken-onnxruntime',
  'export.no-pytorch',
]);

/** Executes an export where that is possible here, and says how far it is from our own output. */
export async function compare(
  execution: Execution,
  folder: string,
  files: readonly string[],
  reference: ParityReference,
): Promise<ParityReport> {
  const report = { runtime: execution.runtime, tolerance: parityTolerance };
  try {
    const { answers, version } = await execute(execution, folder, files, reference.inputs);
    const differences = parityDifferences(reference, answers);
    const greatest = Math.max(...differences.flatMap(({ output, state }) => [output, state]));
    return { ...report, version, differences, greatest };
  } catch (error) {
    if (!(error instanceof Problem) || !notHere.has(error.code)) throw error;
    return { ...report, differences: [], problem: error.toValue() };
  }
}
