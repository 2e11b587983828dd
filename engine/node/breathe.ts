import { setImmediate as nextTurn } from 'node:timers/promises';
import { Problem } from '../contracts/problem';

const breathMilliseconds = 50;

/** Lets messages in from time to time. Rejects with `run.cancelled` once the signal is given. */
export function breather(signal: AbortSignal | undefined): () => Promise<void> {
  let last = performance.now();
  return async () => {
    if (performance.now() - last < breathMilliseconds) return;
    await pause(signal);
    last = performance.now();
  };
}

/** Lets messages in now. Rejects with `run.cancelled` once the signal is given. */
export async function pause(signal: AbortSignal | undefined): Promise<void> {
  await nextTurn();
  if (signal?.aborted) throw new Problem('run.cancelled');
}
