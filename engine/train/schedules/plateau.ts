import type { ScheduleConfig } from '../../contracts/experiment';
import type { ScheduleFactory } from '../schedule';

/** Times `factor` whenever the validation loss has not fallen for more than `patience` validations; never below `minimum`. */
export const create: ScheduleFactory<Extract<ScheduleConfig, { kind: 'plateau' }>> = (config, _totalSteps, earlier) => {
  // JSON has no infinity: the best loss is absent until the first validation.
  const state: Record<string, number> = { factor: 1, waited: 0, ...earlier };
  return {
    state,
    factor: () => state.factor,
    validated(loss) {
      if (!('best' in state) || loss < state.best) {
        state.best = loss;
        state.waited = 0;
        return;
      }
      state.waited++;
      if (state.waited <= config.patience) return;
      state.factor = Math.max(config.minimum, state.factor * config.factor);
      state.waited = 0;
    },
  };
};
