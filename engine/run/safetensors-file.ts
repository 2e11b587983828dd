import type { ByteSource } from '../contracts/data';
import { headerLength, lengthBytes, parseHeader, type SafetensorsHeader, type TensorEntry } from './safetensors-header';
import { elementTypes } from './tensor-types';

/** A .safetensors file of any size and origin: its header is read at once, its numbers in slices. */
export class SafetensorsFile {
  private constructor(
    private readonly source: ByteSource,
    readonly header: SafetensorsHeader,
  ) {}

  /** Throws `safetensors.truncated`, `safetensors.header` or `safetensors.tensor`. */
  static async open(source: ByteSource): Promise<SafetensorsFile> {
    const { name, size } = source;
    const length = headerLength(await source.read(0, lengthBytes), size, name);
    const text = await source.read(lengthBytes, length);
    return new SafetensorsFile(source, parseHeader(text, size, name));
  }

  /** Elements `from` to `to` (not included) of a tensor, in row-major order. */
  async values(tensor: TensorEntry, from: number, to: number): Promise<Float32Array | Float64Array | Int32Array> {
    const { width, values } = elementTypes[tensor.dtype];
    const elements = (tensor.end - tensor.start) / width;
    const first = Math.max(0, Math.min(from, elements));
    const last = Math.max(first, Math.min(to, elements));
    return values(await this.source.read(tensor.start + first * width, (last - first) * width));
  }
}
