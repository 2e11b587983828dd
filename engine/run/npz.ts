import { unzipSync, zipSync } from 'fflate';
import type { Checkpoint, StoredTensor } from '../contracts/checkpoint';
import { Problem } from '../contracts/problem';
import { type ElementName, elementTypes } from './tensor-types';

/**
 * NumPy's archive of arrays: a zip file with one .npy file an array. A .npy file is a magic word, a version, and a header in
 * Python's notation before the bytes. https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
 */
const magic = '\x93NUMPY';

/** NumPy's names of the element types that are read here. */
const descriptors: Readonly<Record<string, ElementName>> = {
  '<f8': 'F64',
  '<f4': 'F32',
  '<f2': 'F16',
  '<i8': 'I64',
  '<u8': 'U64',
  '<i4': 'I32',
  '<u4': 'U32',
  '<i2': 'I16',
  '<u2': 'U16',
  '|i1': 'I8',
  '|u1': 'U8',
  '|b1': 'BOOL',
};

/** As numpy.savez writes it, without compression. */
export function encodeNpz(tensors: Checkpoint['tensors']): Uint8Array {
  const files = [...tensors].map(([name, tensor]) => [`${name}.npy`, encodeNpy(tensor)]);
  // The same arrays give the same bytes: zip files carry dates from 1980 on.
  return zipSync(Object.fromEntries(files) as Record<string, Uint8Array>, { level: 0, mtime: '1980-01-01T12:00:00' });
}

/**
 * Reads all arrays of an archive.
 * Throws `npz.damaged`, `npz.array`, or `npz.too-large` before more than `limit` bytes are unpacked.
 *
 * @param file what to call it in messages
 */
export function decodeNpz(bytes: Uint8Array, file: string, limit: number): Checkpoint['tensors'] {
  const unpacked = unpack(bytes, file, limit);
  const arrays = Object.entries(unpacked).filter(([name]) => name.endsWith('.npy'));
  return new Map(
    arrays.map(([entry, content]) => {
      const name = entry.slice(0, -'.npy'.length);
      return [name, decodeNpy(content, name, file)];
    }),
  );
}

function encodeNpy({ shape, data }: StoredTensor): Uint8Array {
  const type = data instanceof Float32Array ? '<f4' : data instanceof Float64Array ? '<f8' : '<i4';
  const sizes = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const header = `{'descr': '${type}', 'fortran_order': False, 'shape': (${sizes}), }`;
  const before = magic.length + 4;
  const padded = Math.ceil((before + header.length + 1) / 64) * 64;
  const bytes = new Uint8Array(padded + data.byteLength);
  const text = `${magic}\x01\x00\x00\x00${header.padEnd(padded - before - 1)}\n`;
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  new DataView(bytes.buffer).setUint16(magic.length + 2, padded - before, true);
  bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), padded);
  return bytes;
}

function decodeNpy(bytes: Uint8Array, name: string, file: string): StoredTensor {
  const problem = new Problem('npz.array', { file, name }, { file });
  const head = String.fromCharCode(...bytes.subarray(0, magic.length));
  if (head !== magic || bytes.length < 12) throw problem;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const [lengthBytes, length] = bytes[6] === 1 ? [2, view.getUint16(8, true)] : [4, view.getUint32(8, true)];
  const start = magic.length + 2 + lengthBytes + length;
  if (start > bytes.length) throw problem;
  const header = new TextDecoder().decode(bytes.subarray(start - length, start));
  const type = /'descr'\s*:\s*'([^']*)'/.exec(header)?.[1] ?? '';
  const sizes = /'shape'\s*:\s*\(([\d\s,]*)\)/.exec(header)?.[1];
  if (!Object.hasOwn(descriptors, type) || sizes === undefined) throw problem;
  const shape = sizes.split(',').flatMap((size) => (size.trim() === '' ? [] : [Number(size)]));
  const { width, values } = elementTypes[descriptors[type]];
  if (shape.reduce((product, size) => product * size, width) !== bytes.length - start) throw problem;
  const data = values(bytes.subarray(start));
  return { shape, data: /'fortran_order'\s*:\s*True/.test(header) ? rowMajor(data, shape) : data };
}

/** The same array with its last axis running fastest; it came with the first one. */
function rowMajor<T extends StoredTensor['data']>(data: T, shape: readonly number[]): T {
  const out = data.slice() as T;
  const strides = shape.map((_, axis) => shape.slice(0, axis).reduce((product, size) => product * size, 1));
  const at = shape.map(() => 0);
  for (let i = 0; i < out.length; i++) {
    out[i] = data[at.reduce((sum, index, axis) => sum + index * strides[axis], 0)];
    for (let axis = shape.length - 1; axis >= 0 && ++at[axis] === shape[axis]; axis--) at[axis] = 0;
  }
  return out;
}

function unpack(bytes: Uint8Array, file: string, limit: number): Record<string, Uint8Array> {
  if (!entriesFit(bytes)) throw new Problem('npz.damaged', { file }, { file });
  let total = 0;
  try {
    return unzipSync(bytes, {
      filter({ size, originalSize }) {
        // Many entries may share the same packed bytes.
        total += Math.max(size, originalSize);
        if (!(total <= limit)) {
          throw new Problem('npz.too-large', { file, limit: Math.floor(limit / 2 ** 20) }, { file });
        }
        return true;
      },
    });
  } catch (error) {
    throw error instanceof Problem ? error : new Problem('npz.damaged', { file }, { file });
  }
}

/** Whether the zip file can hold as many entries as it says, so that a lie costs no time. */
function entriesFit(bytes: Uint8Array): boolean {
  const [endBytes, locatorBytes, longEndBytes, entryBytes] = [22, 20, 56, 46];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const most = bytes.length / entryBytes;
  const earliest = Math.max(0, bytes.length - endBytes - 0xffff);
  for (let end = bytes.length - endBytes; end >= earliest; end--) {
    if (view.getUint32(end, true) !== 0x06054b50) continue;
    // Zip64: the count stands in a record of its own, and a locator before this one tells where.
    if (end >= locatorBytes && view.getUint32(end - locatorBytes, true) === 0x07064b50) {
      const long = view.getUint32(end - locatorBytes + 8, true);
      if (long + longEndBytes > bytes.length) return false;
      return view.getUint32(long + 32, true) <= most;
    }
    return view.getUint16(end + 8, true) <= most;
  }
  return false;
}
