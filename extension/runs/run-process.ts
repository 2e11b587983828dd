import { fork } from 'node:child_process';
import { engineEnvironment, type EngineAccess } from '../workspace/engine-access';
import { Problem, type ProblemValue } from '../../engine/contracts/problem';

/** What a run's process is told: a new run of an experiment, or a run folder to go on with. */
export type RunOrder =
  | (EngineAccess & { readonly experiment: string; readonly runs: string; readonly weights?: ImportedWeights })
  | (EngineAccess & { readonly resume: string });

/** Weights that a new run begins with, and stops at. */
export interface ImportedWeights {
  readonly file: string;
  readonly ignoreSurplus: boolean;
}

type Answer = { readonly folder: string } | { readonly problem: ProblemValue };

/**
 * Starts a run's own process, which outlives this window.
 * @returns the run folder, once the process owns it
 */
export async function startRunProcess(script: string, order: RunOrder): Promise<string> {
  const child = fork(script, ['run-process'], {
    execPath: process.execPath,
    execArgv: [],
    env: engineEnvironment(),
    detached: true,
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  try {
    const answer = await new Promise<Answer>((resolve, reject) => {
      child.once('message', (message) => resolve(message as Answer));
      child.once('error', (error) => reject(new Problem('run.process-ended', { reason: error.message })));
      child.once('exit', (code, signal) =>
        reject(new Problem('run.process-ended', { reason: signal ?? `exit code ${code}` })),
      );
      child.send(order, (error) => error && reject(new Problem('run.process-ended', { reason: error.message })));
    });
    if ('problem' in answer) {
      const { code, arguments: values, where } = answer.problem;
      throw new Problem(code, values, where);
    }
    return answer.folder;
  } finally {
    if (child.connected) child.disconnect();
    child.unref();
  }
}
