import type { Checkpoint, StoredTensor } from '../contracts/checkpoint';
import { Problem } from '../contracts/problem';
import { headerLength, lengthBytes, metadataKey, parseHeader } from './safetensors-header';
import { elementTypes } from './tensor-types';

/**
 * The safetensors format: eight bytes with the header's length (little-endian), the header in JSON, then the tensors' bytes
 * without gaps. The header is padded with spaces to a multiple of eight bytes, so that every array can be read in place.
 * https://huggingface.co/docs/safetensors
 */

/** The element types that the engine writes, and goes on from. */
type OwnType = 'F64' | 'F32' | 'I32';

const ownTypes: ReadonlySet<string> = new Set<OwnType>(['F64', 'F32', 'I32']);

/**
 * The wider types come first and the order is by name within a type, as the reference writer has it.
 *
 * @param room gives so many bytes to write to, whatever they hold
 */
export function encodeSafetensors(
  { tensors, metadata }: Checkpoint,
  room = (length: number) => new Uint8Array(length),
): Uint8Array<ArrayBuffer> {
  const sorted = [...tensors].sort(([nameA, a], [nameB, b]) => {
    return b.data.BYTES_PER_ELEMENT - a.data.BYTES_PER_ELEMENT || (nameA < nameB ? -1 : 1);
  });
  const header = new Map<string, unknown>([[metadataKey, metadata]]);
  let end = 0;
  for (const [name, tensor] of sorted) {
    const start = end;
    end += tensor.data.byteLength;
    header.set(name, { dtype: typeOf(tensor), shape: tensor.shape, data_offsets: [start, end] });
  }
  const text = new TextEncoder().encode(JSON.stringify(Object.fromEntries(header)));
  const padded = Math.ceil(text.length / 8) * 8;
  const bytes = room(lengthBytes + padded + end);
  new DataView(bytes.buffer, bytes.byteOffset).setBigUint64(0, BigInt(padded), true);
  bytes.fill(0x20, lengthBytes, lengthBytes + padded);
  bytes.set(text, lengthBytes);
  let at = lengthBytes + padded;
  for (const [, { data }] of sorted) {
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at);
    at += data.byteLength;
  }
  return bytes;
}

/**
 * Reads a whole file that the engine wrote. Arrays are copies.
 * Throws `safetensors.truncated`, `safetensors.header` or `safetensors.tensor`.
 *
 * @param file what to call it in messages
 */
export function decodeSafetensors(bytes: Uint8Array, file: string): Checkpoint {
  return decode(bytes, file, (dtype) => ownTypes.has(dtype));
}

/** The same for a file of any origin: whatever type an element has, it is read as a number. */
export function decodeAnySafetensors(bytes: Uint8Array, file: string): Checkpoint {
  return decode(bytes, file, () => true);
}

function decode(bytes: Uint8Array, file: string, takes: (dtype: string) => boolean): Checkpoint {
  const length = headerLength(bytes.subarray(0, lengthBytes), bytes.length, file);
  const { metadata, tensors } = parseHeader(bytes.subarray(lengthBytes, lengthBytes + length), bytes.length, file);
  const read = tensors.map(({ name, dtype, shape, start, end }): [string, StoredTensor] => {
    if (!takes(dtype)) throw new Problem('safetensors.tensor', { file, name }, { file });
    return [name, { shape, data: elementTypes[dtype].values(bytes.subarray(start, end)) }];
  });
  return { tensors: new Map(read), metadata };
}

function typeOf({ data }: StoredTensor): OwnType {
  if (data instanceof Float32Array) return 'F32';
  return data instanceof Float64Array ? 'F64' : 'I32';
}
