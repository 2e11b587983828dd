import { Command, CommanderError, Option } from 'commander';
import { version } from '../../../package.json';
import { type Accelerator, accelerators, allowAccelerator, allowedAccelerator } from '../accelerator';
import { runProcess } from '../run-process';
import { serve } from '../service';
import { addCheck } from './check';
import { addEvaluate } from './evaluate';
import { addExport } from './export';
import { addImport } from './import';
import { addInspect } from './inspect';
import { addList } from './list';
import { badInput, done, report } from './output';
import { addPredict } from './predict';
import { addTrain } from './train';

/** Runs the command line. The process's exit code tells how it went; it ends when nothing is left to do. */
export async function main(args: readonly string[]): Promise<void> {
  const program = new Command('seqlab')
    .description('Train sequence models, and use what they have learnt.')
    .version(version)
    .addOption(
      new Option('--accelerator <which>', 'whether a library of the system (OpenBLAS, Accelerate) may multiply')
        .choices(accelerators)
        .default(allowedAccelerator()),
    )
    .hook('preAction', (command) => allowAccelerator(command.opts<{ accelerator: Accelerator }>().accelerator))
    .exitOverride();
  const exit = (status: number): void => {
    process.exitCode = status;
  };
  for (const add of [addTrain, addEvaluate, addPredict, addExport, addImport, addInspect, addCheck, addList])
    add(program, exit);
  program.command('run-process', { hidden: true }).action(runProcess);
  program.command('service', { hidden: true }).action(serve);
  try {
    await program.parseAsync([...args], { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) exit(error.exitCode === 0 ? done : badInput);
    else exit(report(error, args.includes('--json')));
  }
}
