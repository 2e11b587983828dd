import type { Kernels, UnaryName } from '../../contracts/backend';
import type { ReferenceMemory } from './memory';

type Elementwise = Pick<
  Kernels,
  | 'fill'
  | 'copy'
  | 'copyRows'
  | 'add'
  | 'subtract'
  | 'multiply'
  | 'multiplyAdd'
  | 'scale'
  | 'axpy'
  | 'addBias'
  | 'sumRows'
  | 'sum'
  | 'sumOfSquares'
  | 'unary'
  | 'unaryBackward'
  | 'clampAbsolute'
>;

export const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

const functions: Record<UnaryName, (x: number) => number> = {
  sigmoid,
  tanh: Math.tanh,
  // Written so that NaN stays NaN.
  relu: (x) => (x <= 0 ? 0 : x),
  exp: Math.exp,
  log: Math.log,
};

/** f'(x) out of x and y = f(x). */
const slopes: Record<UnaryName, (x: number, y: number) => number> = {
  sigmoid: (_x, y) => y * (1 - y),
  tanh: (_x, y) => 1 - y * y,
  relu: (_x, y) => (y > 0 ? 1 : 0),
  exp: (_x, y) => y,
  log: (x) => 1 / x,
};

export function elementwise({ floats: f, width }: ReferenceMemory): Elementwise {
  return {
    fill(count, value, out) {
      f.fill(value, out / width, out / width + count);
    },
    copy(count, x, out) {
      f.copyWithin(out / width, x / width, x / width + count);
    },
    copyRows(rows, columns, x, ldx, out, ldo, accumulate) {
      for (let r = 0; r < rows; r++) {
        const from = x / width + r * ldx;
        const to = out / width + r * ldo;
        for (let c = 0; c < columns; c++) f[to + c] = accumulate ? f[to + c] + f[from + c] : f[from + c];
      }
    },
    add(count, a, b, out) {
      for (let i = 0; i < count; i++) f[out / width + i] = f[a / width + i] + f[b / width + i];
    },
    subtract(count, a, b, out) {
      for (let i = 0; i < count; i++) f[out / width + i] = f[a / width + i] - f[b / width + i];
    },
    multiply(count, a, b, out) {
      for (let i = 0; i < count; i++) f[out / width + i] = f[a / width + i] * f[b / width + i];
    },
    multiplyAdd(count, a, b, out) {
      for (let i = 0; i < count; i++) f[out / width + i] += f[a / width + i] * f[b / width + i];
    },
    scale(count, factor, x, out) {
      for (let i = 0; i < count; i++) f[out / width + i] = factor * f[x / width + i];
    },
    axpy(count, factor, x, out) {
      for (let i = 0; i < count; i++) f[out / width + i] += factor * f[x / width + i];
    },
    addBias(rows, columns, x, bias, out) {
      for (let r = 0; r < rows; r++) {
        const at = r * columns;
        for (let c = 0; c < columns; c++) f[out / width + at + c] = f[x / width + at + c] + f[bias / width + c];
      }
    },
    sumRows(rows, columns, x, ldx, out) {
      for (let c = 0; c < columns; c++) {
        let sum = 0;
        for (let r = 0; r < rows; r++) sum += f[x / width + r * ldx + c];
        f[out / width + c] += sum;
      }
    },
    sum(count, x) {
      let sum = 0;
      for (let i = 0; i < count; i++) sum += f[x / width + i];
      return sum;
    },
    sumOfSquares(count, x) {
      let sum = 0;
      for (let i = 0; i < count; i++) sum += f[x / width + i] ** 2;
      return sum;
    },
    unary(name, count, x, out) {
      const apply = functions[name];
      for (let i = 0; i < count; i++) f[out / width + i] = apply(f[x / width + i]);
    },
    unaryBackward(name, count, x, y, dy, dx) {
      const slope = slopes[name];
      for (let i = 0; i < count; i++) {
        f[dx / width + i] += f[dy / width + i] * slope(f[x / width + i], f[y / width + i]);
      }
    },
    clampAbsolute(count, limit, x) {
      for (let i = x / width; i < x / width + count; i++) f[i] = Math.max(-limit, Math.min(limit, f[i]));
    },
  };
}
