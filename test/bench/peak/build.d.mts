/** Compiles the register-only loop for each kind of kernels into a folder; resolves to the path of each binary. */
export function buildPeaks(folder: string): Promise<Record<'simd' | 'relaxed-simd', string>>;
