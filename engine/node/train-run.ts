import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { version } from '../../package.json';
import type { DataRecord } from '../contracts/data';
import type { EndEvent, RunEvent, StopReason } from '../contracts/events';
import { Problem } from '../contracts/problem';
import type { RunControl } from '../protocol/control';
import { runNameOf, runFiles, safeName } from '../run/layout';
import { formatVersion } from '../run/record';
import { RunReducer } from '../run/reducer';
import { checkToken, Endpoint } from './endpoint';
import { ExperimentFile, type Override } from './experiment-file';
import { type ImportedWeights, importWeights } from './import-weights';
import { Ownership } from './owner';
import { RunFolder } from './run-folder';
import { TrainingSession, usualMemory } from './session';
import { onSignals } from './signals';
import { trainInto, type TrainingRequest } from './train-into';

interface Common {
  /** Absolute folders that data must lie under. */
  readonly roots: readonly string[];
  /** Bytes that data, and training, may each take. */
  readonly memory?: number;
  /** Threads that compute, whatever the experiment says. */
  readonly threads?: number;
  /** The run folder is there and owned by this process. The reducer folds what the run did, and what it is going to do. */
  readonly onCreated?: (folder: string, reducer: RunReducer) => void;
  /** Told of every event once it is in the log and folded. */
  readonly onEvent?: (event: RunEvent) => void;
}

export interface NewRun extends Common {
  /** Absolute. */
  readonly experiment: string;
  /** What to call the experiment file in problems. */
  readonly experimentName?: string;
  readonly overrides?: readonly Override[];
  /** Folder of run folders. */
  readonly runs: string;
  /** Name of the run without its number; that of the experiment file when absent. */
  readonly name?: string;
  /** Weights to begin with. The run then stops before its first step: training goes on when it is resumed. */
  readonly weights?: ImportedWeights;
}

export interface ResumedRun extends Common {
  /** The run folder to go on with. */
  readonly resume: string;
}

/**
 * Trains in this process, from the start or from the last checkpoint, until the end, a call of RunControl.stop, or a signal
 * (which saves first). Throws what is wrong before training starts; afterwards the returned end tells.
 */
export async function trainRun(request: NewRun | ResumedRun): Promise<EndEvent> {
  return 'resume' in request ? resumeRun(request) : startRun(request);
}

async function startRun(request: NewRun): Promise<EndEvent> {
  const { experiment, experimentName = experiment, overrides, roots, memory, threads, runs } = request;
  const file = await ExperimentFile.read(experiment, experimentName, overrides);
  const session = await TrainingSession.open({ file, roots, memory, threads });
  const weights = request.weights && (await importWeights(request.weights, session.plan, memory ?? usualMemory));
  const run = await RunFolder.create(runs, safeName(request.name ?? runNameOf(experiment)));
  return own(run, request, async (work) => {
    try {
      await run.writeExperiment(session.experiment);
      await run.writeData(session.data);
      await run.writeRecord({
        formatVersion,
        origin: weights ? 'imported' : 'trained',
        experimentFile: path.relative(run.path, experiment).split(path.sep).join('/'),
        created: Date.now(),
        versions: { sequenceLab: version, node: process.versions.node, kernels: session.backend.name },
      });
    } catch (error) {
      await fs.rm(run.path, { recursive: true, force: true });
      throw error;
    }
    const reducer = new RunReducer(run.name);
    request.onCreated?.(run.path, reducer);
    return work.train({ session, reducer, weights, stop: weights && 'imported' });
  });
}

async function resumeRun(request: ResumedRun): Promise<EndEvent> {
  const { roots, memory, threads } = request;
  const run = await RunFolder.open(request.resume);
  return own(run, request, async (work) => {
    // Read once the folder is ours: nobody adds to it any more.
    const reducer = await run.reduce();
    const { status, start } = reducer.view(false);
    if (status === 'finished') throw new Problem('run-folder.finished', { run: run.name });
    const text = JSON.stringify(await run.readExperiment());
    const file = ExperimentFile.parse(text, await run.experimentFile(), `${run.name}/${runFiles.experiment}`);
    const record = await run.readData();
    const session = await TrainingSession.open({ file, roots, memory, threads, record, backend: start?.backend });
    refuseChanged(record, session.data);
    const checkpoint = await run.readCheckpoint('last');
    // Without them, training would begin with random weights.
    if (!checkpoint && (await run.readRecord()).origin === 'imported') {
      throw new Problem('import.lost', { run: run.name });
    }
    request.onCreated?.(run.path, reducer);
    return work.train({ session, reducer, checkpoint });
  });
}

/** A resumed run ends with the same weights only when it sees the same data. */
function refuseChanged(before: DataRecord, now: DataRecord): void {
  for (const { path: file, sha256 } of before.files) {
    const same = now.files.some((other) => other.path === file && other.sha256 === sha256);
    if (!same) throw new Problem('data.changed', { file }, { file });
  }
}

interface TrainingParts extends Pick<TrainingRequest, 'session' | 'reducer' | 'checkpoint' | 'weights'> {
  /** Why to stop before the first step. */
  readonly stop?: 'imported';
}

interface Work {
  train(parts: TrainingParts): Promise<EndEvent>;
}

/** Holds a run folder while `use` works on it, and takes the calls and signals that end the work. */
async function own(run: RunFolder, request: Common, use: (work: Work) => Promise<EndEvent>): Promise<EndEvent> {
  let release = (): void => {};
  const released = new Promise<void>((resolve) => (release = resolve));
  let stop: StopReason | undefined;
  let ownership: Ownership | undefined;
  const control: RunControl = {
    async stop(token) {
      checkToken(ownership?.token ?? '', token);
      stop ??= 'stopped';
      await released;
    },
  };
  const endpoint = await Endpoint.listen(control);
  try {
    const held = await Ownership.claim(run, endpoint.place);
    ownership = held;
    return await use({
      train: ({ stop: atOnce, ...parts }) =>
        onSignals(
          () => (stop ??= 'interrupted'),
          () => trainInto({ run, held, ...parts, stop: () => atOnce ?? stop, onEvent: request.onEvent }),
        ),
    });
  } finally {
    await ownership?.release();
    release();
    await endpoint.close();
  }
}
