import type { ScheduleConfig } from '../../contracts/experiment';
import type { ScheduleFactory } from '../schedule';

/** Up in a straight line over the first `warmup` steps, then 1. */
export const create: ScheduleFactory<Extract<ScheduleConfig, { kind: 'linear-warmup' }>> = ({ warmup }) => ({
  factor: (step) => Math.min(1, (step + 1) / warmup),
});
