import * as os from 'node:os';
import { Worker } from 'node:worker_threads';
import { leave, type Seat, type StartThread } from '../kernels/simd';
import { threadScript } from './places';

/** More would wait for memory, and for each other, more than they compute. */
const mostUsualThreads = 16;

/** Threads that compute when nobody says how many: all cores of a small machine, all but one of a larger one. */
export function usualThreads(cores = os.availableParallelism()): number {
  return Math.min(mostUsualThreads, cores <= 2 ? cores : cores - 1);
}

/** What a thread is started with. */
export interface ThreadData {
  readonly seat: Seat;
  readonly seated: Int32Array;
}

/** Threads that have not taken their seats yet: a word for each, which it sets when it has. */
const starting = new Set<Int32Array>();

/** A library that is being opened while its thread is ended takes the whole process with it. */
const patientMilliseconds = 5000;
process.once('exit', () => {
  for (const seated of starting) Atomics.wait(seated, 0, 0, patientMilliseconds);
});

/**
 * A thread does not hold up the end of the process. It has the priority of the thread that starts it. It ends by itself once
 * its team is dismissed.
 */
export const startThread: StartThread = (seat) => {
  const { file, execArgv } = threadScript;
  const seated = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(file, { workerData: { seat, seated } satisfies ThreadData, execArgv });
  starting.add(seated);
  // Without a listener an error would end the process. What went wrong is known when the next job is given.
  worker.on('error', () => {});
  worker.unref();
  return new Promise<void>((resolve) => {
    worker.once('exit', () => {
      starting.delete(seated);
      leave(seat);
      resolve();
    });
  });
};
