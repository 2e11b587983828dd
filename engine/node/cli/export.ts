import type { Command } from 'commander';
import { exporters } from '../../catalog/exporters';
import { exportRuns } from '../export-runs';
import { findRun } from './options';
import { done, print, printJson, shown } from './output';

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
  if (json) printJson({ files });
  else print(files.join('\n'));
  return done;
}
