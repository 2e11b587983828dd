import { setImmediate } from 'node:timers/promises';
import type { Checkpoint } from '../contracts/checkpoint';
import type { EndEvent, RunEvent, StopReason } from '../contracts/events';
import { Problem, toProblemValue } from '../contracts/problem';
import { runFiles } from '../run/layout';
import type { RunReducer } from '../run/reducer';
import { summarise } from '../run/summary';
import { EventLogWriter } from './event-log';
import type { Ownership } from './owner';
import type { RunFolder } from './run-folder';
import type { TrainingSession } from './session';

export interface TrainingRequest {
  readonly run: RunFolder;
  readonly held: Ownership;
  readonly session: TrainingSession;
  /** Holds the events of the run's earlier parts. */
  readonly reducer: RunReducer;
  /** Where they ended. */
  readonly checkpoint?: Checkpoint;
  /** Weights to begin with, in place of random ones. */
  readonly weights?: Checkpoint['tensors'];
  readonly stop: () => StopReason | undefined;
  readonly onEvent?: (event: RunEvent) => void;
}

/** Trains into a run folder that is ours: events go to the log, weights to checkpoints. The returned end tells all. */
export async function trainInto(request: TrainingRequest): Promise<EndEvent> {
  const { run, held, session, reducer, checkpoint, weights, stop, onEvent } = request;
  const log = new EventLogWriter(run.file(runFiles.events));
  const emit = (event: RunEvent): void => {
    refuseLost(held, run);
    log.append(event);
    reducer.add(event);
    onEvent?.(event);
  };
  const work = async (): Promise<EndEvent> => {
    const trainer = session.trainer({
      checkpoint,
      weights,
      emit,
      async save(name, content) {
        refuseLost(held, run);
        return run.writeCheckpoint(name, content);
      },
      remove: (name) => run.removeCheckpoint(name),
      saveProbe(step, sample) {
        refuseLost(held, run);
        return run.writeProbe(step, sample);
      },
      shouldStop: () => (held.lost ? 'interrupted' : stop()),
      breathe: setImmediate,
      now: Date.now,
    });
    // A row of a table that reads summaries alone must not show the end of an earlier part.
    await run.writeSummary(summarise(reducer.view(true)));
    return trainer.run().finally(() => trainer.dispose());
  };
  try {
    const end = await work().catch((error: unknown) => fail(error, reducer, emit));
    if (!held.lost) await run.writeSummary(summarise(reducer.view(false))).catch(() => {}); // The log says it all.
    return end;
  } finally {
    log.close();
  }
}

/** An end that the trainer could not report: no memory could be had, or the log could not be written. */
function fail(error: unknown, reducer: RunReducer, emit: (event: RunEvent) => void): EndEvent {
  const { step } = reducer.view(true, 0);
  const end: EndEvent = { type: 'end', time: Date.now(), step, reason: 'failed', problem: toProblemValue(error) };
  try {
    emit(end);
  } catch {
    // The log cannot be written: then the run shows as interrupted, and can be resumed.
  }
  return end;
}

function refuseLost(held: Ownership, run: RunFolder): void {
  if (held.lost) throw new Problem('run.taken-over', { run: run.name });
}
