import * as os from 'node:os';
import { Worker } from 'node:worker_threads';
import { leave, type StartThread } from '../kernels/simd';
import { threadScript } from './places';

/** More would wait for memory, and for each other, more than they compute. */
const mostUsualThreads = 16;

/** Threads that compute when nobody says how many: all cores of a small machine, all but one of a larger one. */
export function usualThreads(cores = os.availableParallelism()): number {
  return Math.min(mostUsualThreads, cores <= 2 ? cores : cores - 1);
}

/** A thread does not hold up the end of the process. It has the priority of the thread that starts it. */
export const startThread: StartThread = (seat) => {
  const { file, execArgv } = threadScript;
  const worker = new Worker(file, { workerData: seat, execArgv });
  // Without a listener an error would end the process. What went wrong is known when the next job is given.
  worker.on('error', () => {});
  worker.once('exit', () => leave(seat));
  worker.unref();
  return () => worker.terminate();
};
