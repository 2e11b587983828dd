import type { Limits } from '../contracts/data';
import { Problem } from '../contracts/problem';

/** Throws `data.memory` when `bytes` is more than the limit. To be called before the memory is allocated. */
export function refuseBeyond(limits: Limits, bytes: number, file: string): void {
  if (bytes <= limits.memory) return;
  throw new Problem('data.memory', { file, needed: megabytes(bytes), limit: megabytes(limits.memory) }, { file });
}

function megabytes(bytes: number): string {
  const value = bytes / 1e6;
  return value >= 10 ? String(Math.ceil(value)) : value.toPrecision(2);
}
