import type { ScheduleConfig } from '../contracts/experiment';

/** Gives the factor that a step's rate is multiplied by. */
export interface Schedule {
  /** @param step counts from 0 */
  factor(step: number): number;
  /** Tells a schedule that follows the validation loss. */
  validated?(loss: number): void;
  /** What a checkpoint must hold of a schedule that has a memory: plain JSON. */
  state?: ScheduleState;
}

export type ScheduleState = Record<string, number>;

/** Every schedule module exports one as `create`. `state` is that of an earlier part of the run. */
export type ScheduleFactory<C extends ScheduleConfig = ScheduleConfig> = (
  config: C,
  totalSteps: number,
  state?: ScheduleState,
) => Schedule;
