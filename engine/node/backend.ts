import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import type { Backend, BackendName } from '../contracts/backend';
import type { TrainConfig } from '../contracts/experiment';
import { Problem, reasonOf } from '../contracts/problem';
import { createPlanningBackend } from '../kernels/planning';
import { createReferenceBackend, referenceBase } from '../kernels/reference';
import { createSimdBackend, relaxedSimdSupported, simdBase } from '../kernels/simd';
import { type Accelerator, allowedAccelerator } from './accelerator';
import { openBlas } from './blas';
import { kernelsFolder } from './places';
import { startThread, usualThreads } from './threads';

/** Kernels that run here, before their memory is planned. */
export interface BackendChoice {
  readonly name: BackendName;
  /** Those that compute; the results do not depend on it. */
  readonly threads: number;
  /** For the dry run that gives the size of the memory. */
  plan(): Backend;
  /** Starts the threads: whoever has a backend created disposes of it. @param bytes what the dry run came to */
  create(bytes: number): Backend;
}

/**
 * Chooses kernels. `auto` takes the fastest that this runtime knows, and the reference where it knows no fast ones.
 * Throws `backend.missing` when the ones asked for by name cannot be used.
 *
 * @param threads by default what the experiment wants, or as many as suit the machine
 * @param before the kernels that an earlier part of the run used: `auto` keeps to them where it can, for the same bytes
 */
export async function chooseBackend(
  train: Pick<TrainConfig, 'backend' | 'threads'>,
  threads: number = typeof train.threads === 'number' ? train.threads : usualThreads(),
  before?: BackendName,
): Promise<BackendChoice> {
  const accelerator = allowedAccelerator();
  const wanted = train.backend === 'auto' && accelerator === 'native' ? accelerator : train.backend;
  if (wanted !== 'auto') {
    try {
      return await choices[wanted](threads);
    } catch (error) {
      throw new Problem('backend.missing', { backend: wanted, reason: reasonOf(error) }, { path: 'train.backend' });
    }
  }
  for (const name of usable(accelerator, before)) {
    try {
      return await choices[name](threads);
    } catch {
      // The next best may do; the start event tells which it is.
    }
  }
  return reference();
}

/** Fastest first, but before all what the run began with. */
function usable(accelerator: Accelerator, before: BackendName | undefined): readonly BackendName[] {
  const names: readonly BackendName[] = ['native', 'relaxed-simd', 'simd', 'reference'];
  return (before ? [before, ...names] : names).filter((name) => name !== 'native' || accelerator !== 'wasm');
}

const choices: Readonly<Record<BackendName, (threads: number) => Promise<BackendChoice>>> = {
  reference: () => Promise.resolve(reference()),
  simd: (threads) => simd('simd', threads),
  native,
  'relaxed-simd': (threads) => {
    if (!relaxedSimdSupported()) throw new Problem('words.no-relaxed-simd');
    return simd('relaxed-simd', threads);
  },
};

/** Throws what `openBlas` throws where the system has no library that can be used. */
async function native(threads: number): Promise<BackendChoice> {
  const blas = openBlas();
  const module = await moduleOf(relaxedSimdSupported() ? 'relaxed-simd' : 'simd');
  return {
    name: 'native',
    threads,
    plan: () => createPlanningBackend('f32', 'native', simdBase(threads)),
    create: (bytes) => createSimdBackend('native', module, bytes, { count: threads, start: startThread }, blas),
  };
}

function reference(): BackendChoice {
  return {
    name: 'reference',
    threads: 1,
    plan: () => createPlanningBackend('f32', 'reference', referenceBase),
    create: (bytes) => createReferenceBackend('f32', bytes),
  };
}

async function simd(name: 'simd' | 'relaxed-simd', threads: number): Promise<BackendChoice> {
  const module = await moduleOf(name);
  return {
    name,
    threads,
    plan: () => createPlanningBackend('f32', name, simdBase(threads)),
    create: (bytes) => createSimdBackend(name, module, bytes, { count: threads, start: startThread }),
  };
}

async function moduleOf(name: 'simd' | 'relaxed-simd'): Promise<WebAssembly.Module> {
  return new WebAssembly.Module(await fs.readFile(path.join(kernelsFolder, `${name}.wasm`)));
}
