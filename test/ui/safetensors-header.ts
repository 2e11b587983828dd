import { readFileSync } from 'node:fs';

export type SafetensorsHeader = Readonly<Record<string, { readonly dtype: string; readonly shape: readonly number[] }>>;

/** The names, types and shapes in a safetensors file: a length in 8 bytes, then as much JSON. */
export function readSafetensorsHeader(file: string): SafetensorsHeader {
  const bytes = readFileSync(file);
  return JSON.parse(bytes.toString('utf8', 8, 8 + Number(bytes.readBigUInt64LE(0)))) as SafetensorsHeader;
}
