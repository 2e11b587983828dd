import type { Kernels } from '../../contracts/backend';
import type { ReferenceMemory } from './memory';

export function losses({ floats: f, ints, width }: ReferenceMemory): Pick<Kernels, 'softmax' | 'crossEntropy'> {
  /** Softmax of `columns` elements; returns the logarithm of the normaliser (log-sum-exp). */
  function softmaxRow(columns: number, x: number, out: number): number {
    let greatest = -Infinity;
    for (let c = 0; c < columns; c++) greatest = Math.max(greatest, f[x + c]);
    let sum = 0;
    for (let c = 0; c < columns; c++) sum += Math.exp(f[x + c] - greatest);
    const normaliser = greatest + Math.log(sum);
    for (let c = 0; c < columns; c++) f[out + c] = Math.exp(f[x + c] - normaliser);
    return normaliser;
  }
  return {
    softmax(rows, columns, x, out) {
      for (let r = 0; r < rows; r++) softmaxRow(columns, x / width + r * columns, out / width + r * columns);
    },
    crossEntropy(rows, columns, logits, targets, weights, scale, slopes, out) {
      for (let r = 0; r < rows; r++) {
        const x = logits / width + r * columns;
        const slope = slopes / width + r * columns;
        const target = ints[targets / 4 + r];
        const weight = f[weights / width + r];
        const atTarget = f[x + target];
        const normaliser = softmaxRow(columns, x, slope);
        f[slope + target] -= 1;
        for (let c = 0; c < columns; c++) f[slope + c] *= weight * scale;
        f[out / width + r] = (normaliser - atTarget) * weight;
      }
    },
  };
}
