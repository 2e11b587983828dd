// Compiles the AssemblyScript kernels: one source, two binaries. `npm run build:kernels`, or buildKernels() from a script.
import { mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = path.dirname(fileURLToPath(import.meta.url));
const sources = path.join(folder, 'assembly');
const outputs = path.join(folder, 'build');

/** Features of each binary. The relaxed one multiplies and adds with a single rounding where the machine can. */
const binaries = { simd: [], 'relaxed-simd': ['--enable', 'relaxed-simd'] };

// The memory is given by the host and nothing is laid out in it: no runtime, no data. It is shared among threads.
const memory = ['--importMemory', '--enable', 'threads', '--sharedMemory', '--maximumMemory', '65536'];
const flags = ['-O3', '--noAssert', '--runtime', 'stub', '--use', 'abort=', ...memory, '--enable', 'simd'];

const outputOf = (name) => path.join(outputs, `${name}.wasm`);

function upToDate() {
  const newest = Math.max(
    statSync(fileURLToPath(import.meta.url)).mtimeMs,
    ...readdirSync(sources).map((file) => statSync(path.join(sources, file)).mtimeMs),
  );
  return Object.keys(binaries).every(
    (name) => (statSync(outputOf(name), { throwIfNoEntry: false })?.mtimeMs ?? 0) > newest,
  );
}

/** Writes build/simd.wasm and build/relaxed-simd.wasm unless they are newer than every source. Returns their paths. */
export async function buildKernels() {
  if (!upToDate()) {
    const { default: asc } = await import('assemblyscript/asc');
    mkdirSync(outputs, { recursive: true });
    for (const [name, features] of Object.entries(binaries)) {
      // Written aside and renamed, so that a test process that builds at the same moment never sees half a file.
      const partial = `${outputOf(name)}.${process.pid}.partial`;
      const entry = path.join(sources, 'index.ts');
      const messages = [];
      const stderr = { write: (text) => messages.push(text) };
      const options = ['--outFile', partial, '--baseDir', '/', ...flags, ...features];
      const { error } = await asc.main([entry, ...options], { stderr });
      if (error) {
        rmSync(partial, { force: true });
        throw new Error(`the kernels do not compile: ${error.message}\n${messages.join('')}`);
      }
      renameSync(partial, outputOf(name));
    }
  }
  return Object.fromEntries(Object.keys(binaries).map((name) => [name, outputOf(name)]));
}

// Not awaited at the top level: require() takes this module too, and a failure ends the process all the same.
if (process.argv[1] === fileURLToPath(import.meta.url)) void buildKernels();
