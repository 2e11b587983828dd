/** Variables that make OpenBLAS take other kernels than those it holds for the best here. */
const handicaps = ['OPENBLAS_CORETYPE', 'OPENBLAS_L2_SIZE', 'OPENBLAS_VERBOSE'];

/** The variables of this process, for one in which OpenBLAS chooses for itself. */
export function unhindered(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !handicaps.includes(name)));
}
