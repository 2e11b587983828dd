/**
 * The element types of .safetensors files, with the bytes of one element and how a run of them is read.
 * https://huggingface.co/docs/safetensors. The 8-bit floats are those of the Open Compute Project (OFP8, 2023).
 */
interface ElementType {
  readonly width: number;
  /** Values of little-endian elements; 64-bit integers beyond 2^53 are rounded. */
  values(bytes: Uint8Array): Float32Array | Float64Array | Int32Array;
}

export const elementTypes = {
  F64: { width: 8, values: (bytes) => new Float64Array(copyOf(bytes)) },
  F32: { width: 4, values: (bytes) => new Float32Array(copyOf(bytes)) },
  F16: { width: 2, values: (bytes) => Float32Array.from(new Uint16Array(copyOf(bytes)), half) },
  BF16: { width: 2, values: bfloats },
  F8_E4M3: { width: 1, values: (bytes) => Float32Array.from(bytes, quarterE4M3) },
  F8_E5M2: { width: 1, values: (bytes) => Float32Array.from(bytes, (bits) => half(bits << 8)) },
  I64: { width: 8, values: (bytes) => Float64Array.from(new BigInt64Array(copyOf(bytes)), Number) },
  U64: { width: 8, values: (bytes) => Float64Array.from(new BigUint64Array(copyOf(bytes)), Number) },
  I32: { width: 4, values: (bytes) => new Int32Array(copyOf(bytes)) },
  U32: { width: 4, values: (bytes) => Float64Array.from(new Uint32Array(copyOf(bytes))) },
  I16: { width: 2, values: (bytes) => Float32Array.from(new Int16Array(copyOf(bytes))) },
  U16: { width: 2, values: (bytes) => Float32Array.from(new Uint16Array(copyOf(bytes))) },
  I8: { width: 1, values: (bytes) => Float32Array.from(new Int8Array(copyOf(bytes))) },
  U8: { width: 1, values: (bytes) => Float32Array.from(bytes) },
  BOOL: { width: 1, values: (bytes) => Float32Array.from(bytes) },
} as const satisfies Record<string, ElementType>;

export type ElementName = keyof typeof elementTypes;

export function isElementName(name: unknown): name is ElementName {
  return typeof name === 'string' && Object.hasOwn(elementTypes, name);
}

/** A buffer of its own: typed arrays must begin at a multiple of their width. */
function copyOf(bytes: Uint8Array): ArrayBuffer {
  return new Uint8Array(bytes).buffer;
}

/** The value of an IEEE 754 half: one sign bit, five bits of exponent, ten of fraction. */
function half(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 0x3ff;
  if (exponent === 31) return fraction ? NaN : sign * Infinity;
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1024 + fraction) * 2 ** (exponent - 25);
}

/** Four bits of exponent, three of fraction; no infinities, and all ones are NaN. */
function quarterE4M3(bits: number): number {
  const sign = bits & 0x80 ? -1 : 1;
  const exponent = (bits >> 3) & 15;
  const fraction = bits & 7;
  if (exponent === 15 && fraction === 7) return NaN;
  return exponent === 0 ? sign * fraction * 2 ** -9 : sign * (8 + fraction) * 2 ** (exponent - 10);
}

/** The upper halves of 32-bit floats. */
function bfloats(bytes: Uint8Array): Float32Array {
  const upper = new Uint16Array(copyOf(bytes));
  return new Float32Array(Uint32Array.from(upper, (bits) => bits << 16).buffer);
}
