import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import * as path from 'node:path';
import type { RunAnswer, RunOrder } from '../../../../engine/node/run-process';

const script = path.join(__dirname, 'run-process.cjs');

export interface StartedRun {
  readonly child: ChildProcess;
  readonly answer: RunAnswer;
  /** Resolves with the exit status, or the signal, once the process is gone. */
  readonly ended: Promise<number | NodeJS.Signals | null>;
}

/**
 * Starts a run's own process as the editor does.
 *
 * @param longestFile greatest length of a file that it can write, in blocks of 512 bytes: stands for a disk that fills up
 */
export async function startRun(order: RunOrder, longestFile?: number): Promise<StartedRun> {
  const limit = `ulimit -f ${longestFile}; exec "$0" "$@"`;
  const limited = { execPath: '/bin/sh', execArgv: ['-c', limit, process.execPath] };
  const child = fork(script, {
    ...(longestFile === undefined ? { execArgv: [] } : limited),
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const ended = once(child, 'exit').then(([code, signal]) => (code ?? signal) as number | NodeJS.Signals | null);
  child.send(order);
  const answer = await Promise.race([
    once(child, 'message').then(([message]) => message as RunAnswer),
    ended.then((status) => {
      throw new Error(`the process ended with ${status} before it answered`);
    }),
  ]);
  return { child, answer, ended };
}

export function folderOf({ answer }: StartedRun): string {
  if ('problem' in answer) throw new Error(JSON.stringify(answer.problem));
  return answer.folder;
}

/** Waits until `check` holds. */
export async function until(
  check: () => boolean | Promise<boolean>,
  what: string,
  milliseconds = 20_000,
): Promise<void> {
  const end = Date.now() + milliseconds;
  while (!(await check())) {
    if (Date.now() > end) throw new Error(`waited in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
