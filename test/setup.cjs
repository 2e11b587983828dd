// TypeScript for require() and for import(): the catalogue loads its kinds lazily.
const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
require('tsx/cjs');
require('tsx/esm/api').register();

// What the bundler takes in as text.
require.extensions['.py'] = (module, file) => {
  module.exports = { __esModule: true, default: fs.readFileSync(file, 'utf8') };
};

/** The tests run on what the sources of the kernels say now. Their compiler does not run behind the hooks above. */
exports.mochaGlobalSetup = () => {
  const build = path.join(__dirname, '../engine/kernels/simd/build.mjs');
  execFileSync(process.execPath, [build], { stdio: 'inherit' });
};
