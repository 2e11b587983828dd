import type { ScheduleConfig } from '../../contracts/experiment';
import type { ScheduleFactory } from '../schedule';

export const create: ScheduleFactory<Extract<ScheduleConfig, { kind: 'constant' }>> = () => ({ factor: () => 1 });
