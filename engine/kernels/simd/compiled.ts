import type { Kernels } from '../../contracts/backend';

/** Whole sequences; their arguments are those of the contract, in the order of assembly/sequences.ts. */
export type SequenceName = `${'elman' | 'lstm' | 'gru'}Sequence${'Forward' | 'Backward'}`;

type Changed =
  | 'unary'
  | 'unaryBackward'
  | 'matmul'
  | 'matmulBatch'
  | 'additiveScoresBackward'
  | 'layerNormWeightBackward'
  | 'scatterAddRows'
  | 'dropoutMask'
  | SequenceName;
type Map = (count: number, x: number, out: number) => void;
type Slope = (count: number, x: number, y: number, dy: number, dx: number) => void;

type Product = [
  m: number,
  n: number,
  k: number,
  a: number,
  lda: number,
  transposeA: boolean,
  b: number,
  ldb: number,
  transposeB: boolean,
  c: number,
  ldc: number,
  accumulate: boolean,
  work: number,
];

/**
 * What the binaries export: most kernels as they are, some without names and objects, some with what a part of the work needs to
 * know of the whole.
 */
export interface Compiled
  extends Omit<Kernels, Changed>, Record<SequenceName, (...numbers: (number | boolean)[]) => void> {
  sigmoidForward: Map;
  tanhForward: Map;
  reluForward: Map;
  expForward: Map;
  logForward: Map;
  sigmoidBackward: Slope;
  tanhBackward: Slope;
  reluBackward: Slope;
  expBackward: Slope;
  logBackward: Slope;
  matmul(...product: Product): void;
  matmulBatch(count: number, stepA: number, stepB: number, stepC: number, ...product: Product): void;
  /** @param stride distance between rows of units, in elements */
  additiveScoresBackward(...call: [...Parameters<Kernels['additiveScoresBackward']>, stride: number]): void;
  /** @param stride distance between rows of x and dy, in elements */
  layerNormWeightBackward(...call: [...Parameters<Kernels['layerNormWeightBackward']>, stride: number]): void;
  /** @param stride distance between rows of x and of the table, in elements */
  scatterAddRows(...call: [...Parameters<Kernels['scatterAddRows']>, stride: number]): void;
  /** @param first index of the first element in the whole mask, a multiple of 4 */
  dropoutMask(...call: [...Parameters<Kernels['dropoutMask']>, first: number]): void;
}

export type CompiledName = keyof Compiled;

/** Where the arguments of whole sequences stand that say which rows are meant. */
export const firstRowAt = 4;
export const rowsAt = 5;
