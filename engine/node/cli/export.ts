import type { Command } from 'commander';
import { exporters } from '../../catalog/exporters';
import { agrees, type ParityReport } from '../../contracts/parity';
import { exportRuns } from '../export-runs';
import { findRun } from './options';
import { done, failed, print, printJson, say, shown } from './output';
import { sentenceOf } from './words';

interface ExportOptions {
  readonly format: string;
  readonly out: string;
  readonly json?: boolean;
}

export function addExport(program: Command, exit: (status: number) => void): void {
  program
    .command('export')
    .description('write runs for other programs')
    .argument('<runs...>', 'run folders; some formats take several at once')
    .requiredOption('--format <format>', `one of: ${exporters.kinds.join(', ')}`)
    .requiredOption('--out <path>', 'file or folder to write; what belongs to a file is written beside it')
    .option('--json', 'print one JSON value')
    .action(async (runs: string[], options: ExportOptions) => exit(await exportAll(runs, options)));
}

async function exportAll(runs: readonly string[], { format, out, json }: ExportOptions): Promise<number> {
  exporters.find(format);
  const result = await exportRuns(await Promise.all(runs.map(findRun)), format, out);
  const files = result.files.map(shown);
  if (json) printJson({ files, ...(result.parity && { parity: result.parity.report }) });
  else print(files.join('\n'));
  if (!result.parity) return done;
  const { report } = result.parity;
  say(parityLine(report));
  return agrees(report) ? done : failed;
}

function parityLine({ problem, version, runtime, greatest = NaN, tolerance, rounding }: ParityReport): string {
  if (problem) return `Not executed here. ${sentenceOf(problem)}`;
  const words = `Executed in ${version ?? runtime}: differs by ${greatest.toExponential(1)} at most`;
  const allowed = `${words} (allowed: ${tolerance.toExponential(0)}).`;
  if (!rounding) return allowed;
  const [ours, theirs] = [rounding.ours, rounding.theirs].map((value) => value.toExponential(1));
  return `${allowed} From the result in 64 bits it differs by ${theirs}, Sequence Lab by ${ours}.`;
}
