import type { OptimizerConfig } from '../../contracts/experiment';
import { Moments, type OptimizerFactory } from '../optimizer';

/** Stochastic gradient descent with momentum (Polyak 1964) or Nesterov's (Sutskever et al. 2013), as torch.optim.SGD. */
export const create: OptimizerFactory<Extract<OptimizerConfig, { kind: 'sgd' }>> = (store, config, weightDecay) => {
  const velocity = new Moments(store, 'velocity');
  return {
    state: new Map(velocity.entries()),
    update(step, rate, scale) {
      const { kernels } = store.tape.backend;
      for (const w of store.all) {
        const v = velocity.pointer(w);
        const { momentum, nesterov } = config;
        kernels.sgd(w.size, w.pointer, w.gradient, v, scale, weightDecay, rate, momentum, nesterov, step === 1);
      }
    },
  };
};
