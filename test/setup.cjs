// TypeScript for require() and for import(): the catalogue loads its kinds lazily.
require('tsx/cjs');
require('tsx/esm/api').register();
