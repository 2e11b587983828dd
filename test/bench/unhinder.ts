/** Variables that make OpenBLAS take other kernels than those it holds for the best here. */
const handicaps = ['OPENBLAS_CORETYPE', 'OPENBLAS_L2_SIZE', 'OPENBLAS_VERBOSE'];

/**
 * Lets OpenBLAS choose for itself, in this process and in those that it starts. Where it chooses badly because it does not know
 * the processor, `openBlas` tells it better, and by the same variable PyTorch's: the peer is to be as fast as it can be.
 */
export function unhinder(): void {
  for (const name of handicaps) delete process.env[name];
}
