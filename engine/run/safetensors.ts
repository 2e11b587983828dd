import type { Checkpoint, StoredTensor } from '../contracts/checkpoint';
import { Problem } from '../contracts/problem';

/**
 * The safetensors format: eight bytes with the header's length (little-endian), the header in JSON, then the tensors' bytes
 * without gaps. The header is padded with spaces to a multiple of eight bytes, so that every array can be read in place.
 * https://huggingface.co/docs/safetensors
 */
const types = {
  F64: { width: 8, make: (buffer: ArrayBuffer) => new Float64Array(buffer) },
  F32: { width: 4, make: (buffer: ArrayBuffer) => new Float32Array(buffer) },
  I32: { width: 4, make: (buffer: ArrayBuffer) => new Int32Array(buffer) },
} as const;

type TypeName = keyof typeof types;

interface Entry {
  readonly dtype: TypeName;
  readonly shape: readonly number[];
  readonly data_offsets: readonly [number, number];
}

const lengthBytes = 8;
/** What the reference reader allows. */
const longestHeader = 100_000_000;
const metadataKey = '__metadata__';

/** The wider types come first and the order is by name within a type, as the reference writer has it. */
export function encodeSafetensors({ tensors, metadata }: Checkpoint): Uint8Array {
  const sorted = [...tensors].sort(([nameA, a], [nameB, b]) => {
    return types[typeOf(b)].width - types[typeOf(a)].width || (nameA < nameB ? -1 : 1);
  });
  const header = new Map<string, unknown>([[metadataKey, metadata]]);
  let end = 0;
  for (const [name, tensor] of sorted) {
    const start = end;
    end += tensor.data.byteLength;
    header.set(name, { dtype: typeOf(tensor), shape: tensor.shape, data_offsets: [start, end] });
  }
  const text = new TextEncoder().encode(JSON.stringify(Object.fromEntries(header)));
  const headerLength = Math.ceil(text.length / 8) * 8;
  const bytes = new Uint8Array(lengthBytes + headerLength + end);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(headerLength), true);
  bytes.fill(0x20, lengthBytes, lengthBytes + headerLength);
  bytes.set(text, lengthBytes);
  let at = lengthBytes + headerLength;
  for (const [, { data }] of sorted) {
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at);
    at += data.byteLength;
  }
  return bytes;
}

/**
 * Reads a whole file strictly: every byte belongs to exactly one tensor. Arrays are copies.
 * Throws `safetensors.truncated`, `safetensors.header` or `safetensors.tensor`.
 *
 * @param file what to call it in messages
 */
export function decodeSafetensors(bytes: Uint8Array, file: string): Checkpoint {
  const { header, dataStart } = readHeader(bytes, file);
  const dataLength = bytes.length - dataStart;
  const tensors = new Map<string, StoredTensor>();
  let metadata: Readonly<Record<string, string>> = {};
  const entries: [string, Entry][] = [];
  for (const [name, value] of Object.entries(header)) {
    if (name === metadataKey) metadata = checkMetadata(value, file);
    else entries.push([name, checkEntry(name, value, file)]);
  }
  entries.sort(([, a], [, b]) => a.data_offsets[0] - b.data_offsets[0] || a.data_offsets[1] - b.data_offsets[1]);
  let end = 0;
  for (const [name, { dtype, shape, data_offsets }] of entries) {
    if (data_offsets[0] !== end) throw new Problem('safetensors.tensor', { file, name }, { file });
    end = data_offsets[1];
    if (end > dataLength) throw new Problem('safetensors.truncated', { file }, { file });
    const { buffer } = new Uint8Array(bytes.subarray(dataStart + data_offsets[0], dataStart + end));
    tensors.set(name, { shape, data: types[dtype].make(buffer) });
  }
  if (end < dataLength) throw new Problem('safetensors.header', { file }, { file });
  return { tensors, metadata };
}

function typeOf({ data }: StoredTensor): TypeName {
  if (data instanceof Float32Array) return 'F32';
  return data instanceof Float64Array ? 'F64' : 'I32';
}

function readHeader(bytes: Uint8Array, file: string) {
  if (bytes.length < lengthBytes) throw new Problem('safetensors.truncated', { file }, { file });
  const length = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true);
  if (length > longestHeader) throw new Problem('safetensors.header', { file }, { file });
  const dataStart = lengthBytes + Number(length);
  if (dataStart > bytes.length) throw new Problem('safetensors.truncated', { file }, { file });
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(lengthBytes, dataStart)));
  } catch {
    throw new Problem('safetensors.header', { file }, { file });
  }
  if (!isRecord(header)) throw new Problem('safetensors.header', { file }, { file });
  return { header, dataStart };
}

function checkMetadata(value: unknown, file: string): Readonly<Record<string, string>> {
  if (!isRecord(value) || !Object.values(value).every((text) => typeof text === 'string')) {
    throw new Problem('safetensors.header', { file }, { file });
  }
  return value as Record<string, string>;
}

function checkEntry(name: string, value: unknown, file: string): Entry {
  const problem = new Problem('safetensors.tensor', { file, name }, { file });
  if (!isRecord(value)) throw problem;
  const { dtype, shape, data_offsets: offsets } = value;
  if (typeof dtype !== 'string' || !Object.hasOwn(types, dtype)) throw problem;
  if (!isSizes(shape) || !isSizes(offsets) || offsets.length !== 2) throw problem;
  const [start, end] = offsets;
  const elements = shape.reduce((product, size) => product * size, 1);
  if (end - start !== elements * types[dtype as TypeName].width) throw problem;
  return { dtype: dtype as TypeName, shape, data_offsets: [start, end] };
}

function isSizes(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && size >= 0);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
