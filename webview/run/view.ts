import type { RunView } from '../../engine/contracts/view';

/** Whether a process works on the run. */
export const isLive = (view: RunView): boolean => view.status === 'starting' || view.status === 'running';

/** Whether there are weights to evaluate, generate with or export. */
export const hasWeights = (view: RunView): boolean =>
  view.checkpointStep !== undefined || view.best !== undefined || view.status === 'finished';

export const isLanguageModel = (view: RunView): boolean => view.experiment?.task.kind === 'language-model';

/** Steps from one validation to the next, once they are known. */
export const validationInterval = (view: RunView): number | undefined =>
  view.experiment?.train.validateEvery ?? view.start?.stepsPerEpoch;
