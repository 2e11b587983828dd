import type { RunSummary, RunView } from '../contracts/view';

/** What a table row shows of a run, and summary.json holds. */
export function summarise({ name, status, step, totalSteps, epoch, elapsed, start, last, best }: RunView): RunSummary {
  return {
    name,
    status,
    step,
    totalSteps,
    epoch,
    loss: last?.loss,
    bestLoss: best?.loss,
    bestStep: best?.step,
    metrics: best?.metrics ?? {},
    parameters: start?.parameters,
    elapsed,
    started: start?.time,
  };
}
