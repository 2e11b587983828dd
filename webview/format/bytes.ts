import type { Formats } from './formats';

/** 1536 -> 1.5 KiB. */
export function bytesWords(formats: Formats, bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  const power = Math.min(units.length - 1, Math.floor(Math.log2(Math.max(1, bytes)) / 10));
  return `${formats.short(bytes / 1024 ** power, 3)} ${units[power]}`;
}
