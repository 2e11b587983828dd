import type { ScheduleConfig } from '../../contracts/experiment';
import type { ScheduleFactory } from '../schedule';

/** Half a cosine from 1 to `minimum` (Loshchilov and Hutter 2017, without restarts). */
export const create: ScheduleFactory<Extract<ScheduleConfig, { kind: 'cosine' }>> = ({ minimum }, totalSteps) => ({
  factor: (step) => anneal(1, minimum, Math.min(1, step / totalSteps)),
});

/** From `start` to `end` along half a cosine as `progress` goes from 0 to 1. */
export function anneal(start: number, end: number, progress: number): number {
  return end + ((start - end) * (1 + Math.cos(Math.PI * progress))) / 2;
}
