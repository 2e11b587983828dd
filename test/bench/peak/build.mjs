// Compiles the register-only loop. Plain JavaScript, for the compiler's own types change those of arrays everywhere.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const source = path.join(path.dirname(fileURLToPath(import.meta.url)), 'loop.as');

/** Features of each binary, as in engine/kernels/simd/build.mjs. */
const binaries = { simd: ['simd'], 'relaxed-simd': ['simd', 'relaxed-simd'] };

/** Writes peak-NAME.wasm for both kinds of kernels into a folder. Returns their paths. */
export async function buildPeaks(folder) {
  const { default: asc } = await import('assemblyscript/asc');
  const files = {};
  for (const [name, enable] of Object.entries(binaries)) {
    const options = { optimizeLevel: 3, noAssert: true, runtime: 'stub', enable };
    const { binary, error } = await asc.compileString(readFileSync(source, 'utf8'), options);
    if (error) throw new Error(`loop.as does not compile: ${error.message}`);
    files[name] = path.join(folder, `peak-${name}.wasm`);
    writeFileSync(files[name], binary);
  }
  return files;
}
