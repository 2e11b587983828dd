import { type ProblemValue, toProblemValue } from '../contracts/problem';
import type { ImportedWeights } from './import-weights';
import { lowerPriority } from './priority';
import { trainRun } from './train-run';

/** What the editor tells a run's process, in one message: a new run of an experiment, or a run folder to go on with. */
export type RunOrder = (
  | { readonly experiment: string; readonly runs: string; readonly weights?: ImportedWeights }
  | { readonly resume: string }
) & {
  readonly roots: readonly string[];
  /** MiB that data, and training, may each take. */
  readonly memory?: number;
  /** Threads that compute, whatever the experiment says. */
  readonly threads?: number;
};

/** What it answers, once. */
export type RunAnswer = { readonly folder: string } | { readonly problem: ProblemValue };

/**
 * A run's own process, forked by an editor window that it outlives: takes one order, answers when it owns the run folder, and
 * trains. Computers stay usable meanwhile: it asks for little of the processor when others want it.
 */
export async function runProcess(): Promise<void> {
  lowerPriority();
  const order = await new Promise<RunOrder>((resolve) =>
    process.once('message', (message) => resolve(message as RunOrder)),
  );
  let answered = false;
  const answer = (message: RunAnswer): void => {
    if (answered) return;
    answered = true;
    // The window may be gone; the work goes on without it.
    process.send?.(message, undefined, undefined, () => process.connected && process.disconnect());
  };
  const memory = order.memory === undefined ? undefined : order.memory * 2 ** 20;
  try {
    const end = await trainRun({ ...order, memory, onCreated: (folder) => answer({ folder }) });
    process.exitCode = end.reason === 'failed' ? 1 : 0;
  } catch (error) {
    answer({ problem: toProblemValue(error) });
    process.exitCode = 2;
  }
}
