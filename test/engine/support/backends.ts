import fs from 'node:fs';
import path from 'node:path';
import type { Backend, BackendName, FloatType } from '../../../engine/contracts/backend';
import { createReferenceBackend } from '../../../engine/kernels/reference';
import { type Blas, createSimdBackend } from '../../../engine/kernels/simd';
import { openBlas } from '../../../engine/node/blas';

export interface BackendCase {
  readonly title: string;
  readonly type: FloatType;
  readonly create: (bytes?: number) => Backend;
  /** Greatest difference from the 64-bit reference that its arithmetic explains, relative to 1 + |value|. */
  readonly tolerance: number;
}

const build = path.join(__dirname, '../../../engine/kernels/simd/build');
const megabytes = 2 ** 20;

function simd(name: Exclude<BackendName, 'reference'>, blas?: Blas): BackendCase {
  return {
    title: name,
    type: 'f32',
    tolerance: 2e-5,
    create: (bytes = 16 * megabytes) => {
      const module = new WebAssembly.Module(fs.readFileSync(path.join(build, `${blas ? 'relaxed-simd' : name}.wasm`)));
      return createSimdBackend(name, module, bytes, undefined, blas);
    },
  };
}

export const reference64: BackendCase = {
  title: 'reference f64',
  type: 'f64',
  tolerance: 1e-10,
  create: (bytes = 16 * megabytes) => createReferenceBackend('f64', bytes),
};

export const reference32: BackendCase = {
  title: 'reference f32',
  type: 'f32',
  tolerance: 2e-5,
  create: (bytes = 16 * megabytes) => createReferenceBackend('f32', bytes),
};

/** On systems that have a library for it; test/engine/node/blas.test.ts holds that it is found where there must be one. */
function native(): BackendCase[] {
  let blas: Blas;
  try {
    blas = openBlas();
  } catch {
    return [];
  }
  const { title, create, ...rest } = simd('native', blas);
  return [{ ...rest, title: `${title}, ${blas.name}`, create }];
}

export const allBackends: readonly BackendCase[] = [
  reference64,
  reference32,
  simd('simd'),
  simd('relaxed-simd'),
  ...native(),
];
