import type { Kernels } from '../../contracts/backend';
import type { ReferenceMemory } from './memory';

/** Normalisation of rows (Ba, Kiros and Hinton 2016); equations as in torch.nn.LayerNorm. */
export function layerNorm({
  floats: f,
  width,
}: ReferenceMemory): Pick<Kernels, 'layerNorm' | 'layerNormBackward' | 'layerNormWeightBackward'> {
  return {
    layerNorm(rows, columns, epsilon, x, weight, bias, out, statistics) {
      for (let r = 0; r < rows; r++) {
        const [from, to] = [x / width + r * columns, out / width + r * columns];
        let sum = 0;
        for (let c = 0; c < columns; c++) sum += f[from + c];
        const mean = sum / columns;
        let squares = 0;
        for (let c = 0; c < columns; c++) squares += (f[from + c] - mean) ** 2;
        const inverse = 1 / Math.sqrt(squares / columns + epsilon);
        for (let c = 0; c < columns; c++) {
          f[to + c] = (f[from + c] - mean) * inverse * f[weight / width + c] + f[bias / width + c];
        }
        f[statistics / width + 2 * r] = mean;
        f[statistics / width + 2 * r + 1] = inverse;
      }
    },
    layerNormBackward(rows, columns, x, weight, statistics, dy, dx) {
      for (let r = 0; r < rows; r++) {
        const [xs, dys, dxs] = [x, dy, dx].map((pointer) => pointer / width + r * columns);
        const mean = f[statistics / width + 2 * r];
        const inverse = f[statistics / width + 2 * r + 1];
        let sum = 0;
        let product = 0;
        for (let c = 0; c < columns; c++) {
          const up = f[dys + c] * f[weight / width + c];
          sum += up;
          product += up * (f[xs + c] - mean) * inverse;
        }
        for (let c = 0; c < columns; c++) {
          const normal = (f[xs + c] - mean) * inverse;
          const up = f[dys + c] * f[weight / width + c];
          f[dxs + c] += inverse * (up - sum / columns - (normal * product) / columns);
        }
      }
    },
    layerNormWeightBackward(rows, columns, x, statistics, dy, dweight, dbias) {
      for (let c = 0; c < columns; c++) {
        let weights = 0;
        let biases = 0;
        for (let r = 0; r < rows; r++) {
          const up = f[dy / width + r * columns + c];
          const mean = f[statistics / width + 2 * r];
          weights += up * (f[x / width + r * columns + c] - mean) * f[statistics / width + 2 * r + 1];
          biases += up;
        }
        f[dweight / width + c] += weights;
        f[dbias / width + c] += biases;
      }
    },
  };
}
