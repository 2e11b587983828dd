import { existsSync } from 'node:fs';
import * as path from 'node:path';

/** The bundle has what it needs beside it; run from source, the engine finds it where the repository keeps it. */
const bundled = existsSync(path.join(__dirname, 'kernels'));

/** Folder of `simd.wasm` and `relaxed-simd.wasm`. */
export const kernelsFolder = bundled
  ? path.join(__dirname, 'kernels')
  : path.resolve(__dirname, '../kernels/simd/build');

/** Folder of the sample experiments. */
export const examplesFolder = bundled ? path.join(__dirname, 'samples') : path.resolve(__dirname, '../../examples');

/** Where `PLATFORM_ARCH/koffi.node` may lie, which calls functions of the system's libraries. */
export const nativeFolders = bundled
  ? [path.join(__dirname, 'native')]
  : [path.resolve(__dirname, `../../node_modules/@koromix/koffi-${process.platform}-${process.arch}`)];

/** What another thread runs. From source, it needs what turns TypeScript into JavaScript, as this thread did. */
export const threadScript = bundled
  ? { file: path.join(__dirname, 'thread.js'), execArgv: [] }
  : { file: path.join(__dirname, 'thread.ts'), execArgv: ['--require', 'tsx/cjs'] };
