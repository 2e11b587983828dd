import * as os from 'node:os';
import * as path from 'node:path';
import { formats } from '../catalog/formats';
import { generators } from '../catalog/generators';
import { tasks } from '../catalog/tasks';
import type { BackendName } from '../contracts/backend';
import type { DataRecord, PairCodec, Prepared, PrepareRequest, TextCodec } from '../contracts/data';
import type { RunEvent, Sample } from '../contracts/events';
import type { Experiment, TrainConfig } from '../contracts/experiment';
import { Problem } from '../contracts/problem';
import type { ExperimentPlan } from '../protocol/service';
import { planTraining, type Plan } from '../train/plan';
import type { ProgramRequest } from '../train/program';
import { Trainer, type TrainerRequest } from '../train/trainer';
import { type BackendChoice, chooseBackend } from './backend';
import type { ExperimentFile } from './experiment-file';
import { DataFiles } from './files';
import { resolve } from './guess';
import { checkFit, createModelOf, createUpdateOf } from './network-parts';
import { samplePairs } from './sample-pairs';
import { sampleText } from './sample-text';

export interface SessionRequest {
  readonly file: ExperimentFile;
  /** Absolute folders that data must lie under. */
  readonly roots: readonly string[];
  /** Bytes that data, and training, may each take. */
  readonly memory?: number;
  /** What a run that goes on knows of its data. */
  readonly record?: DataRecord;
  /** Threads that compute, whatever the experiment says. */
  readonly threads?: number;
  /** The kernels that a run which goes on began with. */
  readonly backend?: BackendName;
}

/** What a trainer is told by whoever runs it. */
export type Running = Pick<
  TrainerRequest,
  'checkpoint' | 'weights' | 'emit' | 'save' | 'remove' | 'saveProbe' | 'shouldStop' | 'breathe' | 'now'
>;

/** Half of the machine, and no more than a WebAssembly memory holds. */
export const usualMemory = Math.min(os.totalmem() / 2, 2 ** 32 - 2 ** 16);

/** An experiment with its data read, its network put together and its memory planned: ready to train. */
export class TrainingSession {
  private constructor(
    readonly experiment: Experiment,
    readonly prepared: Prepared,
    readonly data: DataRecord,
    readonly plan: Plan,
    readonly program: ProgramRequest,
    readonly backend: BackendChoice,
    private readonly update: Pick<TrainerRequest, 'createOptimizer' | 'createSchedule'>,
    private readonly codecs: { readonly text?: TextCodec; readonly pairs?: PairCodec },
    private readonly warnings: readonly Problem[],
  ) {}

  /** Throws every problem of the experiment and its data, with its place in the experiment file. */
  static async open(request: SessionRequest): Promise<TrainingSession> {
    const files = new DataFiles(path.dirname(request.file.file), request.roots);
    try {
      return await TrainingSession.prepare(request, files);
    } catch (error) {
      throw error instanceof Problem ? request.file.place(error) : error;
    } finally {
      await files.close();
    }
  }

  private static async prepare(
    { file, memory = usualMemory, record, threads, backend }: SessionRequest,
    files: DataFiles,
  ): Promise<TrainingSession> {
    const experiment = await resolve(file.experiment, files.open);
    checkFit(experiment);
    const task = await tasks.load(experiment.task.kind);
    const prepared = await task.prepare(prepareRequest(experiment, files, memory, record));
    const createModel = await createModelOf(experiment, prepared.record);
    const update = await createUpdateOf(experiment);
    if (!prepared.parts.validation) refuseWaiting(experiment.train, update);
    const program = { train: experiment.train, prepared, createModel, createOptimizer: update.createOptimizer };
    const choice = await chooseBackend(experiment.train, threads, backend);
    const plan = planTraining(program, choice.plan(), memory);
    const data = { ...prepared.record, files: await files.records() };
    const codecs = { text: task.codec?.(prepared.record), pairs: task.pairs?.(prepared.record) };
    const warnings = warningsOf(experiment, data, choice.name, backend);
    return new TrainingSession(experiment, prepared, data, plan, program, choice, update, codecs, warnings);
  }

  get stepsPerEpoch(): number {
    return this.prepared.parts.train?.count ?? 0;
  }

  get totalSteps(): number {
    const { steps, epochs } = this.experiment.train;
    return steps ?? epochs * this.stepsPerEpoch;
  }

  get summary(): ExperimentPlan {
    return {
      parameters: this.plan.parameters,
      parameterCount: this.plan.parameterCount,
      memory: this.plan.bytes,
      stepsPerEpoch: this.stepsPerEpoch,
      totalSteps: this.totalSteps,
      parts: this.data.parts,
      backend: this.backend.name,
      threads: this.backend.threads,
    };
  }

  /** Allocates the memory, and starts the threads: to be disposed of. */
  trainer(running: Running): Trainer {
    const emit = (event: RunEvent): void => {
      running.emit(event);
      if (event.type !== 'start' && event.type !== 'resume') return;
      const step = event.type === 'start' ? 0 : event.step;
      for (const warning of this.warnings) {
        running.emit({ type: 'warning', time: event.time, step, problem: warning.toValue() });
      }
    };
    return new Trainer({
      ...running,
      emit,
      ...this.update,
      experiment: this.experiment,
      prepared: this.prepared,
      createModel: this.program.createModel,
      backend: this.backend.create(this.plan.bytes),
      sample: async (network): Promise<Sample | undefined> => {
        const { text, pairs } = this.codecs;
        if (pairs) return samplePairs(network, this.prepared, pairs);
        return text && sampleText(network, this.prepared, text);
      },
    });
  }
}

/** Without a validation part, what only a validation moves would wait for ever. Throws `config.no-validation`. */
function refuseWaiting(train: TrainConfig, { createSchedule }: Pick<TrainerRequest, 'createSchedule'>): void {
  const waiting: Partial<Record<keyof TrainConfig, boolean>> = {
    stopEarly: train.stopEarly !== undefined,
    schedule: createSchedule(1).validated !== undefined,
    keepCheckpoints: train.keepCheckpoints > 0,
    validateEvery: train.validateEvery !== undefined,
  };
  for (const [key, waits] of Object.entries(waiting)) {
    const place = { path: `train.${key}` };
    if (waits) throw new Problem('config.no-validation', place, place);
  }
}

/** What a person should know of a run that is about to begin, and what of one that goes on. */
function warningsOf(
  { train }: Experiment,
  { table, pairs, described }: DataRecord,
  now: BackendName,
  before: BackendName | undefined,
): readonly Problem[] {
  if (before !== undefined) return before === now ? [] : [new Problem('backend.changed', { before, now })];
  const repairs = ((table ?? described)?.repairs ?? []).map(({ column, count, policy }) => {
    return new Problem(`table.repaired-${policy}`, { column, count });
  });
  const leftOut = (pairs ?? described)?.leftOut ?? 0;
  if (leftOut > 0) repairs.push(new Problem('pairs.left-out', { count: leftOut }));
  const slow = train.backend === 'auto' && now === 'reference';
  return slow ? [new Problem('backend.reference'), ...repairs] : repairs;
}

const registered = {
  formats: (kind: string) => formats.load(kind),
  generators: (kind: string) => generators.load(kind),
};

/** What a task needs to read its data. */
export function prepareRequest(
  experiment: Experiment,
  files: DataFiles,
  memory: number,
  record?: DataRecord,
): PrepareRequest {
  return { experiment, open: files.open, limits: { memory }, ...registered, record };
}
