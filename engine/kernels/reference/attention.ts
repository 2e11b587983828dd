import type { Kernels } from '../../contracts/backend';
import type { ReferenceMemory } from './memory';

/** @param plain the product and the softmax of one matrix */
export function attention(
  { floats: f, width }: ReferenceMemory,
  { matmul, softmax }: Pick<Kernels, 'matmul' | 'softmax'>,
): Pick<Kernels, 'matmulBatch' | 'maskedSoftmax' | 'softmaxBackward' | 'additiveScores' | 'additiveScoresBackward'> {
  /** Calls `each` with the indices of the score, the query's row and the key's row of every pair of steps. */
  function overPairs(
    [time, batch, source, units]: readonly [number, number, number, number],
    each: (score: number, query: number, key: number) => void,
  ): void {
    for (let t = 0; t < time; t++) {
      for (let b = 0; b < batch; b++) {
        const row = t * batch + b;
        for (let s = 0; s < source; s++) each(row * source + s, row * units, (s * batch + b) * units);
      }
    }
  }
  return {
    matmulBatch({ count, stepA, stepB, stepC, ...call }) {
      for (let i = 0; i < count; i++) {
        const [a, b, c] = [call.a + i * stepA * width, call.b + i * stepB * width, call.c + i * stepC * width];
        matmul({ ...call, a, b, c });
      }
    },
    maskedSoftmax(rows, columns, x, mask, batch, heads, out) {
      for (let r = 0; r < rows; r++) {
        const [from, to] = [x / width + r * columns, out / width + r * columns];
        const sequence = Math.floor(r / heads) % batch;
        let real = 0;
        for (let c = 0; c < columns; c++) {
          const seen = mask === 0 || f[mask / width + c * batch + sequence] !== 0;
          f[to + c] = seen ? f[from + c] : -Infinity;
          if (seen) real++;
        }
        if (real > 0) softmax(1, columns, to * width, to * width);
        else f.fill(0, to, to + columns);
      }
    },
    softmaxBackward(rows, columns, y, dy, dx) {
      for (let r = 0; r < rows; r++) {
        const [ys, dys, dxs] = [y, dy, dx].map((pointer) => pointer / width + r * columns);
        let mean = 0;
        for (let c = 0; c < columns; c++) mean += f[ys + c] * f[dys + c];
        for (let c = 0; c < columns; c++) f[dxs + c] += f[ys + c] * (f[dys + c] - mean);
      }
    },
    additiveScores(time, batch, source, units, query, key, weight, out) {
      overPairs([time, batch, source, units], (score, q, k) => {
        let sum = 0;
        for (let u = 0; u < units; u++) {
          sum += f[weight / width + u] * Math.tanh(f[query / width + q + u] + f[key / width + k + u]);
        }
        f[out / width + score] = sum;
      });
    },
    additiveScoresBackward(time, batch, source, units, query, key, weight, dscores, dquery, dkey, dweight) {
      overPairs([time, batch, source, units], (score, q, k) => {
        const up = f[dscores / width + score];
        for (let u = 0; u < units; u++) {
          const y = Math.tanh(f[query / width + q + u] + f[key / width + k + u]);
          const d = up * f[weight / width + u] * (1 - y * y);
          f[dquery / width + q + u] += d;
          f[dkey / width + k + u] += d;
          f[dweight / width + u] += up * y;
        }
      });
    },
  };
}
