import type { Shape } from '../contracts/tensor';
import type { Random } from './random';
import { sizeOf } from './shape';

/** Fills the values of one new parameter, row-major. */
export type Initialiser = (values: Float32Array | Float64Array, shape: Shape, random: Random) => void;

export const zeros: Initialiser = (values) => {
  values.fill(0);
};

export const ones: Initialiser = (values) => {
  values.fill(1);
};

/** U(-limit, limit). PyTorch's recurrent layers use limit = 1 / sqrt(units), its linear layers 1 / sqrt(inputs). */
export const uniform =
  (limit: number): Initialiser =>
  (values, _shape, random) => {
    for (let i = 0; i < values.length; i++) values[i] = (2 * random.uniform() - 1) * limit;
  };

/** N(0, deviation^2). PyTorch's embeddings use deviation 1. */
export const normal =
  (deviation: number): Initialiser =>
  (values, _shape, random) => {
    for (let i = 0; i < values.length; i++) values[i] = random.normal() * deviation;
  };

/** Glorot and Bengio 2010: U(-a, a), a = sqrt(6 / (inputs + outputs)), for each square-ish block of `gates` stacked ones. */
export const xavier =
  (gates = 1): Initialiser =>
  (values, shape, random) => {
    const [rows, columns] = shape;
    uniform(Math.sqrt(6 / (rows / gates + columns)))(values, shape, random);
  };

/**
 * Saxe et al. 2014: each of the `gates` stacked blocks `[rows / gates, columns]` gets orthonormal rows (or columns, when it
 * is taller than wide).
 */
export const orthogonal =
  (gates = 1): Initialiser =>
  (values, shape, random) => {
    const [allRows, columns] = shape;
    const rows = allRows / gates;
    for (let gate = 0; gate < gates; gate++) {
      const tall = rows > columns;
      const basis = orthonormal(Math.min(rows, columns), Math.max(rows, columns), random);
      const at = gate * rows * columns;
      for (let r = 0; r < rows; r++) {
        for (let c = 0; c < columns; c++) values[at + r * columns + c] = tall ? basis[c][r] : basis[r][c];
      }
    }
  };

/** `count` orthonormal vectors of a length, by Gram-Schmidt in its modified form on normal random vectors. */
function orthonormal(count: number, length: number, random: Random): Float64Array[] {
  const vectors: Float64Array[] = [];
  while (vectors.length < count) {
    const v = Float64Array.from({ length }, () => random.normal());
    // Twice: the second pass removes what rounding left of the first.
    for (let pass = 0; pass < 2; pass++) {
      for (const u of vectors) {
        const projection = dot(u, v);
        for (let i = 0; i < length; i++) v[i] -= projection * u[i];
      }
    }
    const norm = Math.sqrt(dot(v, v));
    vectors.push(v.map((value) => value / norm));
  }
  return vectors;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

/** `base`, then one constant added to a slice of the values: the LSTM's forget gate. */
export const plusConstant =
  (base: Initialiser, from: number, to: number, constant: number): Initialiser =>
  (values, shape, random) => {
    base(values, shape, random);
    for (let i = from; i < Math.min(to, sizeOf(shape)); i++) values[i] += constant;
  };
