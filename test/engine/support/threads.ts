import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Backend, BackendName } from '../../../engine/contracts/backend';
import { createSimdBackend, type StartThread } from '../../../engine/kernels/simd';
import { asleepAt } from '../../../engine/kernels/simd/team';
import { startThread } from '../../../engine/node/threads';

export type SimdName = Exclude<BackendName, 'reference'>;

export const simdNames = ['simd', 'relaxed-simd'] as const;

const build = path.join(__dirname, '../../../engine/kernels/simd/build');

export function moduleOf(name: SimdName): WebAssembly.Module {
  return new WebAssembly.Module(fs.readFileSync(path.join(build, `${name}.wasm`)));
}

/** A backend that shares out every job, however small. Its threads start while the caller works. */
export function sharingBackend(name: SimdName, count: number, bytes: number, start = startThread): Backend {
  return createSimdBackend(name, moduleOf(name), bytes, { count, start, worth: 0 });
}

/** Resolves when all its threads have come. */
export async function allThere(backend: Backend): Promise<Backend> {
  while (backend.ints(asleepAt, 1)[0] < backend.threads - 1) await sleep(5);
  return backend;
}

export type { StartThread };
