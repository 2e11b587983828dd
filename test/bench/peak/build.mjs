// Compiles the register-only loop, for each kind of kernels: node build.mjs FOLDER. A program of its own and in plain
// JavaScript: the compiler's types change those of arrays everywhere, and a loader of TypeScript reads it for a minute.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import asc from 'assemblyscript/asc';

const [, , folder] = process.argv;
const source = readFileSync(path.join(import.meta.dirname, 'loop.as'), 'utf8');

/** Features of each binary, as in engine/kernels/simd/build.mjs. */
const binaries = { simd: ['simd'], 'relaxed-simd': ['simd', 'relaxed-simd'] };

for (const [name, enable] of Object.entries(binaries)) {
  const { binary, error } = await asc.compileString(source, {
    optimizeLevel: 3,
    noAssert: true,
    runtime: 'stub',
    enable,
  });
  if (error) throw new Error(`loop.as does not compile: ${error.message}`);
  writeFileSync(path.join(folder, `${name}.wasm`), binary);
}
