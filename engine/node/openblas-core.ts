import * as fs from 'node:fs';

/** OpenBLAS reads it when it is loaded; a person may have set it. */
export const coreVariable = 'OPENBLAS_CORETYPE';

/** What OpenBLAS takes a processor for that is younger than it is: one of 2004, at a quarter of the speed. */
export const unknownCore = 'Prescott';

/** Processors that OpenBLAS has code for, and the instructions which that code consists of; the fastest first. */
const cores = {
  SkylakeX: ['avx512f', 'avx512bw', 'avx512cd', 'avx512dq', 'avx512vl', 'fma'],
  Haswell: ['avx2', 'fma'],
} as const;

/** The fastest that runs here; undefined where the system does not tell. */
export function ableCore(): string | undefined {
  const able = instructions();
  return Object.entries(cores).find(([, needed]) => needed.every((each) => able.has(each)))?.[0];
}

function instructions(): ReadonlySet<string> {
  try {
    const [, flags = ''] = /^flags\s*:(.*)$/m.exec(fs.readFileSync('/proc/cpuinfo', 'utf8')) ?? [];
    return new Set(flags.trim().split(' '));
  } catch {
    return new Set();
  }
}
