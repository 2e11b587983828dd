import type { OptimizerConfig } from '../../contracts/experiment';
import { Moments, type OptimizerFactory } from '../optimizer';

/** RMSProp (Tieleman and Hinton 2012), as torch.optim.RMSprop. */
export const create: OptimizerFactory<Extract<OptimizerConfig, { kind: 'rmsprop' }>> = (store, config, weightDecay) => {
  const squares = new Moments(store, 'squares');
  const velocity = new Moments(store, 'velocity');
  return {
    state: new Map([...squares.entries(), ...velocity.entries()]),
    update(_step, rate, scale) {
      const { alpha, epsilon, momentum } = config;
      const { kernels } = store.tape.backend;
      for (const w of store.all) {
        const s = squares.pointer(w);
        const v = velocity.pointer(w);
        kernels.rmsprop(w.size, w.pointer, w.gradient, s, v, scale, weightDecay, rate, alpha, epsilon, momentum);
      }
    },
  };
};
