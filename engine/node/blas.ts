import * as path from 'node:path';
import { existsSync } from 'node:fs';
import type { Blas } from '../kernels/simd';
import { Problem } from '../contracts/problem';
import { ableCore, coreVariable, unknownCore } from './openblas-core';
import { nativeFolders } from './places';

/** Where systems keep theirs. Apple's is part of macOS; OpenBLAS has the same file name on every Linux. */
const libraries: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  darwin: ['/System/Library/Frameworks/Accelerate.framework/Accelerate'],
  linux: ['libopenblas.so.0', 'libopenblas.so'],
};

/** The engine has threads of its own, and shares out the work so that their number changes no bit. */
const oneThread = { OPENBLAS_NUM_THREADS: '1', VECLIB_MAXIMUM_THREADS: '1' };

type Call = (...values: number[]) => unknown;

/** What we use of the add-on of npm's package koffi, which calls functions of libraries. */
interface Koffi {
  load(file: string): Library;
  address(array: Uint8Array): bigint;
}

interface Library {
  func(prototype: string): (...values: number[]) => unknown;
  unload(): void;
}

const prototype =
  'void cblas_sgemm(int, int, int, int, int, int, float, intptr_t, int, intptr_t, int, float, intptr_t, int)';
const rowMajor = 101;
const asItIs = 111;
const transposed = 112;

let opened: Blas | undefined;

/**
 * Opens the system's BLAS, once a thread.
 *
 * @throws why there is none: `words.no-blas`, `words.no-opener`, `words.wrong-product`, or what opening it throws
 */
export function openBlas(): Blas {
  opened ??= findBlas();
  return opened;
}

function findBlas(): Blas {
  Object.assign(process.env, oneThread);
  const koffi = loadKoffi();
  let failure: unknown;
  for (const file of libraries[process.platform] ?? []) {
    try {
      const library = load(koffi, file);
      const blas = { name: nameOf(file, library), on: bound(koffi, library.func(prototype)) };
      checkProduct(blas);
      return blas;
    } catch (error) {
      failure = error;
    }
  }
  throw failure ?? new Problem('words.no-blas', { platform: process.platform });
}

function loadKoffi(): Koffi {
  const name = `${process.platform}_${process.arch}/koffi.node`;
  const file = nativeFolders.map((folder) => path.join(folder, name)).find((each) => existsSync(each));
  if (file === undefined) throw new Problem('words.no-opener', { platform: `${process.platform}-${process.arch}` });
  const loaded = { exports: {} };
  process.dlopen(loaded, file);
  return loaded.exports as Koffi;
}

/** An OpenBLAS that does not know this processor is loaded once more, and told what it can. */
function load(koffi: Koffi, file: string): Library {
  const library = koffi.load(file);
  const core = ableCore();
  if (process.env[coreVariable] !== undefined || core === undefined || coreOf(library) !== unknownCore) return library;
  library.unload();
  process.env[coreVariable] = core;
  return koffi.load(file);
}

/** Undefined where the library is no OpenBLAS. */
function coreOf(library: Library): string | undefined {
  try {
    return String(library.func('const char *openblas_get_corename()')());
  } catch {
    return undefined;
  }
}

function nameOf(file: string, library: Library): string {
  try {
    const config = String(library.func('const char *openblas_get_config()')());
    library.func('void openblas_set_num_threads(int)')(1);
    return `${config.split(' ').slice(0, 2).join(' ')} (${coreOf(library)})`;
  } catch {
    return path.basename(file);
  }
}

function bound(koffi: Koffi, sgemm: Call): Blas['on'] {
  return ({ buffer }) => {
    // The memory never grows, so it never moves.
    const base = Number(koffi.address(new Uint8Array(buffer)));
    return (m, n, k, a, lda, transposeA, b, ldb, transposeB, c, ldc, accumulate) => {
      const opA = transposeA ? transposed : asItIs;
      const opB = transposeB ? transposed : asItIs;
      const beta = accumulate ? 1 : 0;
      sgemm(rowMajor, opA, opB, m, n, k, 1, base + a, lda, base + b, ldb, beta, base + c, ldc);
    };
  };
}

/** Libraries have been seen that choose code which is wrong on a new processor. Throws `words.wrong-product` where one is. */
function checkProduct(blas: Blas): void {
  const [m, n, k] = [35, 67, 301];
  const memory = new WebAssembly.Memory({ initial: 4, maximum: 4, shared: true });
  const [a, b, c] = [new Float32Array(memory.buffer, 0, m * k), m * k * 4, (m * k + k * n) * 4];
  const right = new Float32Array(memory.buffer, b, k * n);
  for (let i = 0; i < a.length; i++) a[i] = Math.sin(i);
  for (let i = 0; i < right.length; i++) right[i] = Math.cos(3 * i);
  blas.on(memory)(m, n, k, 0, k, false, b, n, false, c, n, false);
  const product = new Float32Array(memory.buffer, c, m * n);
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < n; j++) {
      let sum = 0;
      for (let p = 0; p < k; p++) sum += a[i * k + p] * right[p * n + j];
      if (!(Math.abs(product[i * n + j] - sum) < 1e-3))
        throw new Problem('words.wrong-product', { library: blas.name });
    }
  }
}
