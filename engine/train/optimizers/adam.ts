import type { OptimizerConfig } from '../../contracts/experiment';
import { decayGradient, Moments, type OptimizerFactory } from '../optimizer';

/**
 * Adam (Kingma and Ba 2015) with L2 decay, and AdamW (Loshchilov and Hutter 2019) with decoupled decay, as in torch.optim.
 */
export const create: OptimizerFactory<Extract<OptimizerConfig, { kind: 'adam' | 'adamw' }>> = (
  store,
  { kind, beta1, beta2, epsilon },
  weightDecay,
) => {
  const first = new Moments(store, 'm');
  const second = new Moments(store, 'v');
  return {
    state: new Map([...first.entries(), ...second.entries()]),
    update(step, rate) {
      if (kind === 'adam') decayGradient(store, weightDecay);
      const { kernels } = store.tape.backend;
      const correction1 = 1 - beta1 ** step;
      const correction2 = 1 - beta2 ** step;
      for (const w of store.all) {
        if (kind === 'adamw' && weightDecay > 0) kernels.scale(w.size, 1 - rate * weightDecay, w.pointer, w.pointer);
        const m = first.pointer(w);
        const v = second.pointer(w);
        kernels.adam(w.size, w.pointer, w.gradient, m, v, rate, beta1, beta2, epsilon, correction1, correction2);
      }
    },
  };
};
