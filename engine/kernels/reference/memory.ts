import type { FloatType } from '../../contracts/backend';

/** The one buffer of a reference backend. Kernels get byte offsets and turn them into indices. */
export interface ReferenceMemory {
  readonly floats: Float32Array | Float64Array;
  readonly ints: Int32Array;
  /** Bytes of one float. */
  readonly width: 4 | 8;
}

export function createMemory(type: FloatType, bytes: number): ReferenceMemory {
  const buffer = new ArrayBuffer(Math.ceil(bytes / 8) * 8);
  const floats = type === 'f64' ? new Float64Array(buffer) : new Float32Array(buffer);
  return { floats, ints: new Int32Array(buffer), width: type === 'f64' ? 8 : 4 };
}
