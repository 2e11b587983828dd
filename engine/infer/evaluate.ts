import type { Evaluator } from '../contracts/data';
import type { Evaluation } from '../contracts/events';
import type { Symbols } from './answer-limits';
import type { InferenceProgram } from './program';

export interface EvaluateOptions {
  /** Of tasks that generate. */
  readonly symbols?: Symbols;
  /** From 0 to 1. */
  readonly progress?: (fraction: number) => void;
  /** Lets the process do other things; rejects to cancel. */
  readonly breathe: () => Promise<void>;
}

/** Goes through the program's part from its first batch and gives what the task's evaluator makes of it, baselines included. */
export async function evaluatePart(
  program: InferenceProgram,
  evaluator: Evaluator,
  { symbols, progress, breathe }: EvaluateOptions,
): Promise<Evaluation> {
  for (const batch of program.batches()) {
    evaluator.add(batch, batch.buffer);
    if (symbols) evaluator.answers?.(program.answers(symbols));
    progress?.((batch.index + 1) / batch.batches);
    await breathe();
  }
  return evaluator.result();
}
