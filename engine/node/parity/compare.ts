import type { Execution } from '../../contracts/exporter';
import { type ParityReport, parityTolerance } from '../../contracts/parity';
import { Problem } from '../../contracts/problem';
import { greatestDifference, parityDifferences, type ParityReference } from '../../infer/parity';
import { execute } from './execute';

/** What can be missing on a machine: no failure of the export. */
const notHere: ReadonlySet<string> = new Set([
  'export.no-onnxruntime',
  'export.broken-onnxruntime',
  'export.no-pytorch',
]);

/**
 * Executes an export where that is possible here, and says how far it is from our own output.
 *
 * @param exact gives our own output in 64 bits, for the case that the difference is more than rounding usually makes
 */
export async function compare(
  execution: Execution,
  folder: string,
  files: readonly string[],
  reference: ParityReference,
  exact?: () => ParityReference,
): Promise<ParityReport> {
  const report = { runtime: execution.runtime, tolerance: parityTolerance };
  try {
    const { answers, version } = await execute(execution, folder, files, reference.inputs);
    const differences = parityDifferences(reference, answers);
    const greatest = greatestDifference(reference, answers);
    const compared = { ...report, version, differences, greatest };
    if (greatest <= parityTolerance || !exact) return compared;
    const truth = exact();
    const [ours, theirs] = [reference.outputs, answers].map((outputs) => greatestDifference(truth, outputs));
    return { ...compared, rounding: { ours, theirs } };
  } catch (error) {
    if (!(error instanceof Problem) || !notHere.has(error.code)) throw error;
    return { ...report, differences: [], problem: error.toValue() };
  }
}
