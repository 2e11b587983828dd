/** Compiles the kernels where they are older than their sources; resolves to the path of each binary. */
export function buildKernels(): Promise<Record<'simd' | 'relaxed-simd', string>>;
