import type { Kernels } from '../../contracts/backend';
import type { ReferenceMemory } from './memory';

/** Products and look-ups by row. */
export function products({
  floats: f,
  ints,
  width,
}: ReferenceMemory): Pick<Kernels, 'matmul' | 'packWeight' | 'multiplyPacked' | 'gatherRows' | 'scatterAddRows'> {
  return {
    matmul({ m, n, k, a, lda, transposeA, b, ldb, transposeB, c, ldc, accumulate }) {
      const [aRow, aStep] = transposeA ? [1, lda] : [lda, 1];
      const [bColumn, bStep] = transposeB ? [ldb, 1] : [1, ldb];
      for (let i = 0; i < m; i++) {
        for (let j = 0; j < n; j++) {
          let sum = 0;
          let p = a / width + i * aRow;
          let q = b / width + j * bColumn;
          for (let l = 0; l < k; l++, p += aStep, q += bStep) sum += f[p] * f[q];
          const at = c / width + i * ldc + j;
          f[at] = accumulate ? f[at] + sum : sum;
        }
      }
    },
    packWeight(outputs, inputs, weight, packed) {
      f.copyWithin(packed / width, weight / width, weight / width + outputs * inputs);
    },
    multiplyPacked(rows, outputs, inputs, x, packed, out) {
      for (let r = 0; r < rows; r++) {
        for (let c = 0; c < outputs; c++) {
          let sum = 0;
          for (let l = 0; l < inputs; l++) sum += f[x / width + r * inputs + l] * f[packed / width + c * inputs + l];
          f[out / width + r * outputs + c] += sum;
        }
      }
    },
    gatherRows(rows, columns, table, ids, out) {
      for (let r = 0; r < rows; r++) {
        const from = table / width + ints[ids / 4 + r] * columns;
        f.copyWithin(out / width + r * columns, from, from + columns);
      }
    },
    scatterAddRows(rows, columns, x, ids, table) {
      for (let r = 0; r < rows; r++) {
        const to = table / width + ints[ids / 4 + r] * columns;
        for (let c = 0; c < columns; c++) f[to + c] += f[x / width + r * columns + c];
      }
    },
  };
}
