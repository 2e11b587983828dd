import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import type { Backend, BackendName } from '../contracts/backend';
import type { TrainConfig } from '../contracts/experiment';
import { Problem } from '../contracts/problem';
import { createPlanningBackend } from '../kernels/planning';
import { createReferenceBackend, referenceBase } from '../kernels/reference';
import { createSimdBackend, relaxedSimdSupported, simdBase } from '../kernels/simd';
import { kernelsFolder } from './places';

/** Kernels that run here, before their memory is planned. */
export interface BackendChoice {
  readonly name: BackendName;
  /** For the dry run that gives the size of the memory. */
  plan(): Backend;
  /** @param bytes what the dry run came to */
  create(bytes: number): Backend;
}

/**
 * Chooses kernels. `auto` takes the fastest that this runtime knows, and the reference where it knows no fast ones.
 * Throws `backend.missing` when the ones asked for by name cannot be used.
 *
 * @param before the kernels that an earlier part of the run used: `auto` keeps to them where it can, for the same bytes
 */
export async function chooseBackend(wanted: TrainConfig['backend'], before?: BackendName): Promise<BackendChoice> {
  if (wanted !== 'auto') {
    try {
      return await choices[wanted]();
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new Problem('backend.missing', { backend: wanted, reason }, { path: 'train.backend' });
    }
  }
  const names: BackendName[] = ['relaxed-simd', 'simd', 'reference'];
  for (const name of before ? [before, ...names] : names) {
    try {
      return await choices[name]();
    } catch {
      // The next best may do; the start event tells which it is.
    }
  }
  return reference();
}

const choices: Readonly<Record<BackendName, () => Promise<BackendChoice>>> = {
  reference: () => Promise.resolve(reference()),
  simd: () => simd('simd'),
  'relaxed-simd': () => {
    if (!relaxedSimdSupported()) throw new Error('this runtime knows no relaxed SIMD');
    return simd('relaxed-simd');
  },
};

function reference(): BackendChoice {
  return {
    name: 'reference',
    plan: () => createPlanningBackend('f32', 'reference', referenceBase),
    create: (bytes) => createReferenceBackend('f32', bytes),
  };
}

async function simd(name: Exclude<BackendName, 'reference'>): Promise<BackendChoice> {
  const module = new WebAssembly.Module(await fs.readFile(path.join(kernelsFolder, `${name}.wasm`)));
  return {
    name,
    plan: () => createPlanningBackend('f32', name, simdBase),
    create: (bytes) => createSimdBackend(name, module, bytes),
  };
}
