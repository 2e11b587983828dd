import type { Shape } from './tensor';

export interface StoredTensor {
  readonly shape: Shape;
  /** The type of the array is the type on disk. */
  readonly data: Float32Array | Float64Array | Int32Array;
}

/** What a .safetensors file of a run folder holds. */
export interface Checkpoint {
  readonly tensors: ReadonlyMap<string, StoredTensor>;
  readonly metadata: Readonly<Record<string, string>>;
}

/** `last`, `best`, or the number of the step for those in `checkpoints/`. */
export type CheckpointName = 'last' | 'best' | number;
