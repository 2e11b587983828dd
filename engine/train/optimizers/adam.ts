import type { OptimizerConfig } from '../../contracts/experiment';
import { Moments, type OptimizerFactory } from '../optimizer';

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
    update(step, rate, scale) {
      const { kernels } = store.tape.backend;
      const [decay, keep] = kind === 'adam' ? [weightDecay, 1] : [0, 1 - rate * weightDecay];
      const correction1 = 1 - beta1 ** step;
      const correction2 = 1 - beta2 ** step;
      for (const w of store.all) {
        const m = first.pointer(w);
        const v = second.pointer(w);
        const given = [w.size, w.pointer, w.gradient, m, v, scale, decay, keep] as const;
        kernels.adam(...given, rate, beta1, beta2, epsilon, correction1, correction2);
      }
    },
  };
};
