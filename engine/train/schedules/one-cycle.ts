import type { ScheduleConfig } from '../../contracts/experiment';
import type { ScheduleFactory } from '../schedule';
import { anneal } from './cosine';

/** From `start` up to 1 over the first part of the run, then down to `end`, both along half cosines (Smith and Topin 2018). */
export const create: ScheduleFactory<Extract<ScheduleConfig, { kind: 'one-cycle' }>> = (config, totalSteps) => {
  const top = Math.max(1, Math.round(config.warmupFraction * totalSteps));
  const rest = Math.max(1, totalSteps - top);
  return {
    factor: (step) =>
      step < top ? anneal(config.start, 1, step / top) : anneal(1, config.end, Math.min(1, (step - top) / rest)),
  };
};
