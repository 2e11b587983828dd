import type { Kernels } from '../../contracts/backend';
import type { ReferenceMemory } from './memory';

/** The updates of the optimisers; equations as in torch.optim. */
export function optimise({ floats: f, width }: ReferenceMemory): Pick<Kernels, 'sgd' | 'rmsprop' | 'adam'> {
  return {
    sgd(count, w, g, v, scale, decay, rate, momentum, nesterov, first) {
      for (let i = 0; i < count; i++) {
        const gradient = scale * f[g / width + i] + decay * f[w / width + i];
        const velocity = first ? gradient : momentum * f[v / width + i] + gradient;
        f[v / width + i] = velocity;
        f[w / width + i] -= rate * (nesterov ? gradient + momentum * velocity : velocity);
      }
    },
    rmsprop(count, w, g, s, v, scale, decay, rate, alpha, epsilon, momentum) {
      for (let i = 0; i < count; i++) {
        const gradient = scale * f[g / width + i] + decay * f[w / width + i];
        const square = alpha * f[s / width + i] + (1 - alpha) * gradient * gradient;
        const step = gradient / (Math.sqrt(square) + epsilon);
        const velocity = momentum > 0 ? momentum * f[v / width + i] + step : step;
        f[s / width + i] = square;
        if (momentum > 0) f[v / width + i] = velocity;
        f[w / width + i] -= rate * velocity;
      }
    },
    adam(count, w, g, m, v, scale, decay, keep, rate, beta1, beta2, epsilon, correction1, correction2) {
      const root = Math.sqrt(correction2);
      for (let i = 0; i < count; i++) {
        const gradient = scale * f[g / width + i] + decay * f[w / width + i];
        const first = beta1 * f[m / width + i] + (1 - beta1) * gradient;
        const second = beta2 * f[v / width + i] + (1 - beta2) * gradient * gradient;
        f[m / width + i] = first;
        f[v / width + i] = second;
        const step = ((rate / correction1) * first) / (Math.sqrt(second) / root + epsilon);
        f[w / width + i] = keep * f[w / width + i] - step;
      }
    },
  };
}
