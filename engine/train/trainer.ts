import type { Backend } from '../contracts/backend';
import type { Checkpoint, CheckpointName } from '../contracts/checkpoint';
import type { Computing, EndEvent, EndReason, RunEvent, Sample, StopReason } from '../contracts/events';
import type { Experiment } from '../contracts/experiment';
import { Problem, toProblemValue } from '../contracts/problem';
import type { Network } from '../core/network';
import { ProbePace } from './gradient-probe';
import { type Progress, readProgress, startProgress, writeProgress } from './progress';
import { type ProgramRequest, type StepResult, TrainingProgram } from './program';
import type { Schedule, ScheduleState } from './schedule';
import { StepMeter } from './step-meter';

export interface TrainerRequest extends Omit<ProgramRequest, 'train'> {
  readonly experiment: Experiment;
  /** Of at least the planned size. */
  readonly backend: Backend;
  readonly createSchedule: (totalSteps: number, state?: ScheduleState) => Schedule;
  /** Where an earlier part of the run stopped. */
  readonly checkpoint?: Checkpoint;
  /** Weights to begin with, in place of random ones. */
  readonly weights?: Checkpoint['tensors'];
  readonly emit: (event: RunEvent) => void;
  /** Resolves when the checkpoint is safe. The arrays are the live memory: read them before the next step. */
  readonly save: (name: CheckpointName, checkpoint: Checkpoint) => Promise<string>;
  readonly remove: (name: CheckpointName) => Promise<void>;
  /** Keeps what a probe of this step found; gives the file. */
  readonly saveProbe: (step: number, sample: Checkpoint) => Promise<string>;
  /** What to show after a validation when the data gives no preview, made with the weights of this moment. */
  readonly sample?: (network: Network) => Promise<Sample | undefined>;
  /** Asked between any two steps. */
  readonly shouldStop: () => StopReason | undefined;
  /** Lets the process do other things (messages, signals). */
  readonly breathe: () => Promise<void>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** Longest time without a `breathe`. */
const breathMilliseconds = 50;

/**
 * Runs an experiment from its start, or from a checkpoint, to its end. Order within a step: update, validation when due,
 * checkpoint when due; a checkpoint says which of these are done, so that a resumed run repeats and leaves out nothing.
 */
export class Trainer {
  readonly program: TrainingProgram;
  readonly totalSteps: number;
  readonly stepsPerEpoch: number;
  private readonly schedule: Schedule;
  private readonly meter: StepMeter;
  private readonly pace: ProbePace | undefined;
  private progress: Progress;
  private lastBreath = 0;
  private lastSave = 0;

  constructor(private readonly request: TrainerRequest) {
    const { experiment, prepared, backend, checkpoint, weights } = request;
    const { train } = experiment;
    this.stepsPerEpoch = prepared.parts.train?.count ?? 0;
    this.totalSteps = train.steps ?? train.epochs * this.stepsPerEpoch;
    this.program = new TrainingProgram(backend, { ...request, train });
    this.progress = checkpoint ? readProgress(checkpoint) : startProgress();
    if (checkpoint) this.program.load(checkpoint);
    else if (weights) this.program.network.store.load(weights);
    this.schedule = request.createSchedule(this.totalSteps, this.progress.schedule);
    if (train.probe && this.program.probes) this.pace = new ProbePace(train.probe.share, this.totalSteps);
    this.meter = new StepMeter(this.stepsPerEpoch, request.now, request.emit);
  }

  /** Never throws for what goes wrong in training: the end event tells. */
  async run(): Promise<EndEvent> {
    const { emit, now } = this.request;
    let end: EndEvent;
    try {
      await this.begin();
      const reason = await this.loop();
      this.meter.flush(this.progress.step);
      await this.saveLast();
      end = { type: 'end', time: now(), step: this.progress.step, reason };
    } catch (error) {
      this.meter.flush(this.progress.step);
      end = { type: 'end', time: now(), step: this.progress.step, reason: 'failed', problem: toProblemValue(error) };
    }
    emit(end);
    return end;
  }

  /** Ends the threads of the backend. */
  dispose(): void {
    this.request.backend.dispose();
  }

  private async begin(): Promise<void> {
    const { emit, now, experiment, backend, checkpoint } = this.request;
    this.lastBreath = now();
    const { name, threads, library } = backend;
    const computing: Computing = { backend: name, threads, ...(library !== undefined && { library }) };
    if (checkpoint) {
      emit({ type: 'resume', time: now(), step: this.progress.step, ...computing });
    } else {
      emit({
        type: 'start',
        time: now(),
        experiment,
        parameters: this.program.network.store.count,
        stepsPerEpoch: this.stepsPerEpoch,
        totalSteps: this.totalSteps,
        ...computing,
        memory: backend.bytes,
      });
      await this.saveLast();
    }
    this.lastSave = now();
    this.meter.start();
  }

  private async loop(): Promise<EndReason> {
    while (this.progress.validationDue || (this.progress.step < this.totalSteps && !this.stoppedEarly)) {
      const stop = this.request.shouldStop();
      if (stop) return stop;
      if (this.progress.validationDue) {
        if (!(await this.validate())) continue;
      } else {
        this.step();
        await this.probeWhenDue();
      }
      if (this.request.now() - this.lastSave >= this.request.experiment.train.checkpointSeconds * 1000) {
        await this.saveLast();
      }
      await this.breatheWhenDue();
    }
    return 'finished';
  }

  private step(): void {
    const { step } = this.progress;
    const epoch = Math.floor(step / this.stepsPerEpoch);
    const rate = this.request.experiment.train.optimizer.rate * this.schedule.factor(step);
    const result: StepResult = this.program.step(step, epoch, step % this.stepsPerEpoch, rate);
    this.progress.step = step + 1;
    this.progress.validationDue = this.isValidationDue(step + 1);
    this.meter.add(step + 1, result, rate);
  }

  /** Looks at how far back the gradient reaches, within the share of the time that the experiment gives for it. */
  private async probeWhenDue(): Promise<void> {
    const { pace, program, request } = this;
    const { step } = this.progress;
    const start = request.now();
    if (!pace?.isDue(start, step)) return;
    const tensors = program.probe();
    if (tensors) {
      const file = await request.saveProbe(step, { tensors, metadata: { step: String(step) } });
      request.emit({ type: 'probe', time: request.now(), step, file });
    }
    pace.done(request.now() - start, step);
  }

  private isValidationDue(step: number): boolean {
    if (!this.program.hasValidation) return false;
    const every = this.request.experiment.train.validateEvery ?? this.stepsPerEpoch;
    return step % every === 0 || step === this.totalSteps;
  }

  /** Returns false when a stop came in between; the validation is then still due. */
  private async validate(): Promise<boolean> {
    const { prepared, emit, now, shouldStop, sample, experiment } = this.request;
    const { step } = this.progress;
    this.meter.flush(step);
    const gatherer = prepared.metrics('validation');
    const preview = prepared.preview?.('validation');
    let shown: Sample | undefined;
    let sum = 0;
    let rows = 0;
    for (let index = 0; index < this.program.validationBatches; index++) {
      this.program.validate(index, step, (loss, count, output, feed) => {
        sum += loss;
        rows += count;
        if (!feed.buffer) return;
        const values = this.program.network.tape.backend.floats(output.pointer, output.size);
        gatherer.add(loss, count, values, feed.buffer);
        if (preview?.index === index) shown = preview.sample(values, feed.buffer);
      });
      await this.breatheWhenDue();
      if (shouldStop()) return false;
    }
    const loss = sum / rows;
    if (!Number.isFinite(loss)) throw new Problem('run.validation-not-finite', { step });
    this.schedule.validated?.(loss);
    const gain = experiment.train.stopEarly?.minimumGain ?? 0;
    const best = this.progress.best === undefined || loss < this.progress.best.loss;
    const gained = this.progress.reference === undefined || loss < this.progress.reference - gain;
    if (gained) this.progress.reference = loss;
    this.progress.validationsWithoutGain = gained ? 0 : this.progress.validationsWithoutGain + 1;
    this.progress.validationDue = false;
    if (best) {
      this.progress.best = { step, loss };
      await this.request.save('best', this.weights());
    }
    shown ??= await sample?.(this.program.network);
    const epoch = step / this.stepsPerEpoch;
    emit({ type: 'validation', time: now(), step, epoch, loss, metrics: gatherer.result(), best, sample: shown });
    await this.keepCheckpoint();
    this.meter.start();
    return true;
  }

  private get stoppedEarly(): boolean {
    const { stopEarly } = this.request.experiment.train;
    return stopEarly !== undefined && this.progress.validationsWithoutGain > stopEarly.patience;
  }

  private async saveLast(): Promise<void> {
    const { save, emit, now } = this.request;
    const { step } = this.progress;
    this.meter.flush(step);
    this.progress.schedule = this.schedule.state;
    const file = await save('last', { tensors: this.program.tensors(), metadata: writeProgress(this.progress) });
    emit({ type: 'checkpoint', time: now(), step, file });
    this.lastSave = now();
    this.meter.start();
  }

  /** The step's weights among those the experiment keeps, newest last; older ones go. */
  private async keepCheckpoint(): Promise<void> {
    const keep = this.request.experiment.train.keepCheckpoints;
    const { step, kept } = this.progress;
    if (keep === 0) return;
    await this.request.save(step, this.weights());
    this.progress.kept = [...kept.filter((other) => other !== step), step];
    while (this.progress.kept.length > keep) await this.request.remove(this.progress.kept.shift() ?? step);
  }

  private weights(): Checkpoint {
    return { tensors: this.program.weights(), metadata: { step: String(this.progress.step) } };
  }

  private async breatheWhenDue(): Promise<void> {
    const { now, breathe } = this.request;
    if (now() - this.lastBreath < breathMilliseconds) return;
    await breathe();
    this.lastBreath = now();
  }
}
