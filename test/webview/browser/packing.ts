/** Values with typed arrays in them as JSON, for the way between the browser and the test's process. */
export type Packed = unknown;

const kinds = { Float32Array, Uint32Array, Uint8Array } as const;

type KindName = keyof typeof kinds;

export function pack(value: unknown): Packed {
  if (ArrayBuffer.isView(value)) {
    const bytes = new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
    let text = '';
    for (let i = 0; i < bytes.length; i += 8192) text += String.fromCharCode(...bytes.subarray(i, i + 8192));
    return { typed: value.constructor.name, base64: btoa(text) };
  }
  if (Array.isArray(value)) return value.map(pack);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, pack(each)]));
}

export function unpack(value: Packed): unknown {
  if (Array.isArray(value)) return value.map(unpack);
  if (typeof value !== 'object' || value === null) return value;
  const { typed, base64 } = value as { typed?: KindName; base64?: string };
  if (typed !== undefined && base64 !== undefined) {
    const text = atob(base64);
    const bytes = new Uint8Array(text.length);
    for (let i = 0; i < text.length; i += 1) bytes[i] = text.charCodeAt(i);
    return new kinds[typed](bytes.buffer);
  }
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, unpack(each)]));
}
