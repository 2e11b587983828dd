import { Problem } from '../contracts/problem';
import { type ElementName, elementTypes, isElementName } from './tensor-types';

/** Where one tensor's elements lie. Offsets count from the beginning of the file. */
export interface TensorEntry {
  readonly name: string;
  readonly dtype: ElementName;
  readonly shape: readonly number[];
  readonly start: number;
  readonly end: number;
}

export interface SafetensorsHeader {
  readonly metadata: Readonly<Record<string, string>>;
  /** In the order of their bytes. */
  readonly tensors: readonly TensorEntry[];
}

/** Bytes before the header: its length, little-endian. */
export const lengthBytes = 8;

export const metadataKey = '__metadata__';

/** What the reference reader allows. */
const longestHeader = 100_000_000;

/**
 * Length of the header that the first eight bytes tell. Nothing of it is believed that the size of the file does not bear out.
 * Throws `safetensors.truncated`, `safetensors.header`.
 */
export function headerLength(first: Uint8Array, fileSize: number, file: string): number {
  if (first.length < lengthBytes) throw new Problem('safetensors.truncated', { file }, { file });
  const length = new DataView(first.buffer, first.byteOffset).getBigUint64(0, true);
  if (length > longestHeader) throw new Problem('safetensors.header', { file }, { file });
  if (lengthBytes + Number(length) > fileSize) throw new Problem('safetensors.truncated', { file }, { file });
  return Number(length);
}

/**
 * Reads a header strictly: every byte behind it belongs to exactly one tensor.
 * Throws `safetensors.truncated`, `safetensors.header` or `safetensors.tensor`.
 *
 * @param text the header's bytes, without its length
 */
export function parseHeader(text: Uint8Array, fileSize: number, file: string): SafetensorsHeader {
  const header = parseJson(text, file);
  const dataStart = lengthBytes + text.length;
  let metadata: Readonly<Record<string, string>> = {};
  const tensors: TensorEntry[] = [];
  for (const [name, value] of Object.entries(header)) {
    if (name === metadataKey) metadata = checkMetadata(value, file);
    else tensors.push(checkEntry(name, value, dataStart, file));
  }
  tensors.sort((a, b) => a.start - b.start || a.end - b.end);
  let end = dataStart;
  for (const tensor of tensors) {
    if (tensor.start !== end) throw new Problem('safetensors.tensor', { file, name: tensor.name }, { file });
    end = tensor.end;
    if (end > fileSize) throw new Problem('safetensors.truncated', { file }, { file });
  }
  if (end < fileSize) throw new Problem('safetensors.header', { file }, { file });
  return { metadata, tensors };
}

function parseJson(text: Uint8Array, file: string): Record<string, unknown> {
  try {
    const header: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(text));
    if (isRecord(header)) return header;
  } catch {
    // Told below.
  }
  throw new Problem('safetensors.header', { file }, { file });
}

function checkMetadata(value: unknown, file: string): Readonly<Record<string, string>> {
  if (!isRecord(value) || !Object.values(value).every((text) => typeof text === 'string')) {
    throw new Problem('safetensors.header', { file }, { file });
  }
  return value as Record<string, string>;
}

function checkEntry(name: string, value: unknown, dataStart: number, file: string): TensorEntry {
  const problem = new Problem('safetensors.tensor', { file, name }, { file });
  if (!isRecord(value)) throw problem;
  const { dtype, shape, data_offsets: offsets } = value;
  if (!isElementName(dtype)) throw problem;
  if (!isSizes(shape) || !isSizes(offsets) || offsets.length !== 2) throw problem;
  const [start, end] = offsets;
  const bytes = shape.reduce((product, size) => product * size, elementTypes[dtype].width);
  if (end - start !== bytes) throw problem;
  return { name, dtype, shape, start: dataStart + start, end: dataStart + end };
}

function isSizes(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && size >= 0);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
