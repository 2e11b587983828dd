// TypeScript for require() and for import(): the catalogue loads its kinds lazily.
const fs = require('node:fs');
require('tsx/cjs');
require('tsx/esm/api').register();

// What the bundler takes in as text.
require.extensions['.py'] = (module, file) => {
  module.exports = { __esModule: true, default: fs.readFileSync(file, 'utf8') };
};

/** The tests run on what the sources of the kernels say now. */
exports.mochaGlobalSetup = async () => {
  const { buildKernels } = await import('../engine/kernels/simd/build.mjs');
  await buildKernels();
};
