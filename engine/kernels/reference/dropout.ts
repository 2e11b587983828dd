import type { Kernels } from '../../contracts/backend';
import type { ReferenceMemory } from './memory';
import { philox4x32 } from './philox';

export function dropout({ floats: f, width }: ReferenceMemory): Pick<Kernels, 'dropoutMask'> {
  return {
    dropoutMask(count, rate, key0, key1, counter, out) {
      const words = new Uint32Array(4);
      const threshold = rate * 2 ** 32;
      for (let i = 0; i < count; i++) {
        if (i % 4 === 0) philox4x32(i / 4, counter, 0, 0, key0, key1, words);
        f[out / width + i] = words[i % 4] >= threshold ? 1 / (1 - rate) : 0;
      }
    },
  };
}
