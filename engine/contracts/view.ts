import type { Experiment } from './experiment';
import type { Computing, EndReason, StartEvent, StepEvent, ValidationEvent } from './events';
import type { ProblemValue } from './problem';

export type RunStatus = 'starting' | 'running' | EndReason;

/** Columns of the training curve, downsampled; one entry a point. */
export interface CurveView {
  readonly step: readonly number[];
  readonly epoch: readonly number[];
  /** Milliseconds of work, pauses between a stop and a resume left out. */
  readonly time: readonly number[];
  readonly loss: readonly number[];
  readonly min: readonly number[];
  readonly max: readonly number[];
  readonly gradientNorm: readonly number[];
  readonly rate: readonly number[];
  readonly tokensPerSecond: readonly number[];
}

/** All that panels, trees and the command line show of a run: the fold of its log. */
export interface RunView {
  readonly name: string;
  readonly status: RunStatus;
  readonly experiment?: Experiment;
  readonly start?: StartEvent;
  /** What its last part computes with. */
  readonly computing?: Computing;
  /** Milliseconds of work, pauses between a stop and a resume left out. */
  readonly elapsed: number;
  readonly step: number;
  readonly epoch: number;
  readonly totalSteps: number;
  /** Milliseconds to go, once it can be told. */
  readonly remaining?: number;
  readonly last?: StepEvent;
  readonly curve: CurveView;
  readonly validations: readonly ValidationEvent[];
  readonly best?: ValidationEvent;
  readonly checkpointStep?: number;
  readonly warnings: readonly ProblemValue[];
  readonly problem?: ProblemValue;
  /** Whether Resume makes sense: not running, not finished, and a checkpoint is there. */
  readonly resumable: boolean;
}

/** What summary.json holds and a table row shows. */
export interface RunSummary {
  readonly name: string;
  readonly status: RunStatus;
  readonly step: number;
  readonly totalSteps: number;
  readonly epoch: number;
  readonly loss?: number;
  readonly bestLoss?: number;
  readonly bestStep?: number;
  readonly metrics: Readonly<Record<string, number>>;
  readonly parameters?: number;
  readonly elapsed: number;
  readonly started?: number;
}
