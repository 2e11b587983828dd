// TypeScript for require() and for import(): the catalogue loads its kinds lazily.
require('tsx/cjs');
require('tsx/esm/api').register();

/** The tests run on what the sources of the kernels say now. */
exports.mochaGlobalSetup = async () => {
  const { buildKernels } = await import('../engine/kernels/simd/build.mjs');
  await buildKernels();
};
