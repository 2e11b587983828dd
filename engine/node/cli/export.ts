import type { Command } from 'commander';
import { exporters } from '../../catalog/exporters';
import { exportRun } from '../export-run';
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
    .description('write the weights of a run for other programs')
    .argument('<run>', 'run folder')
    .requiredOption('--format <format>', `one of: ${exporters.kinds.join(', ')}`)
    .requiredOption('--out <path>', 'file to write; what belongs to it is written beside it')
    .option('--json', 'print one JSON value')
    .action(async (run: string, options: ExportOptions) => exit(await exportWeights(run, options)));
}

async function exportWeights(run: string, { format, out, json }: ExportOptions): Promise<number> {
  exporters.find(format);
  const files = (await exportRun(await findRun(run), format, out)).map(shown);
  if (json) printJson({ files });
  else print(files.join('\n'));
  return done;
}
