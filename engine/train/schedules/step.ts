import type { ScheduleConfig } from '../../contracts/experiment';
import type { ScheduleFactory } from '../schedule';

/** Times `factor` after every `every` steps. */
export const create: ScheduleFactory<Extract<ScheduleConfig, { kind: 'step' }>> = ({ every, factor }) => ({
  factor: (step) => factor ** Math.floor(step / every),
});
