import type { RunView } from '../../engine/contracts/view';

/** Whether a process works on the run. */
export const isLive = (view: RunView): boolean => view.status === 'starting' || view.status === 'running';

/** Whether there are weights to evaluate, generate with or export. */
export const hasWeights = (view: RunView): boolean =>
  view.checkpointStep !== undefined || view.best !== undefined || view.status === 'finished';

/** Whether the loss is that of tokens, in nats, rather than of the numbers of a table. */
export const predictsTokens = (view: RunView): boolean => view.experiment?.task.kind !== 'forecasting';

/** Steps from one validation to the next, once they are known. */
export const validationInterval = (view: RunView): number | undefined =>
  view.experiment?.train.validateEvery ?? view.start?.stepsPerEpoch;
