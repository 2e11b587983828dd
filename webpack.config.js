'use strict';
const fs = require('node:fs');
const path = require('node:path');
const { EsbuildPlugin } = require('esbuild-loader');
const webpack = require('webpack');

const dist = path.join(__dirname, 'dist');

/** Runs in VS Code's extension host and in Node: readable names stay, so that a reported stack can be read. */
const forNode = { target: 'node22', minifyIdentifiers: false, minifySyntax: true, minifyWhitespace: true };
// The wrapper is esbuild's: what stands inside webpack's own it could not drop, and most of chart.js is unused.
const forBrowser = { target: 'chrome130', minify: true, css: true, format: 'iife', treeShaking: true };

const bundle = (name, entry, platform, options) => ({
  name,
  context: __dirname,
  mode: 'production',
  devtool: false,
  stats: 'errors-warnings',
  entry: { [name]: entry },
  output: { path: dist, filename: '[name].js', cssFilename: '[name].css' },
  resolve: { extensions: ['.ts', '.js'] },
  module: {
    // Types are checked by tsc, apart. One file a bundle: what is loaded lazily in the sources stays inside. What
    // `createRequire` finds, it finds on the user's machine.
    parser: { javascript: { dynamicImportMode: 'eager', createRequire: false }, json: { namedExports: true } },
    rules: [
      { test: /\.ts$/, loader: 'esbuild-loader', options: { target: platform.target } },
      { test: /\.css$/, type: 'css/global' },
      { test: /\.py$/, type: 'asset/source' },
    ],
  },
  optimization: { minimizer: [new EsbuildPlugin({ ...platform, legalComments: 'none' })] },
  performance: { hints: false },
  ...options,
  plugins: [new LicencesPlugin(`licences/${name.replaceAll('/', '-')}.txt`), ...(options.plugins ?? [])],
});

/** Puts the files of a folder beside a bundle. */
class FilesPlugin {
  constructor(from, to) {
    this.from = path.join(__dirname, from);
    this.to = to;
  }

  apply(compiler) {
    compiler.hooks.thisCompilation.tap('files', (compilation) => {
      for (const name of fs.readdirSync(this.from)) {
        const content = fs.readFileSync(path.join(this.from, name));
        compilation.emitAsset(`${this.to}/${name}`, new webpack.sources.RawSource(content));
      }
    });
  }
}

/** The add-on that calls functions of the system's libraries, for the platforms whose packages npm has put here. */
class NativePlugin {
  apply(compiler) {
    compiler.hooks.thisCompilation.tap('native', (compilation) => {
      const scope = path.join(__dirname, 'node_modules/@koromix');
      const packages = fs.existsSync(scope) ? fs.readdirSync(scope).filter((name) => name.startsWith('koffi-')) : [];
      for (const name of packages) {
        const platform = name.slice('koffi-'.length).replace('-', '_');
        const content = fs.readFileSync(path.join(scope, name, platform, 'koffi.node'));
        compilation.emitAsset(`native/${platform}/koffi.node`, new webpack.sources.RawSource(content));
        const licence = new webpack.sources.RawSource(licenceOf(path.join(scope, name)));
        compilation.emitAsset('licences/koffi.txt', licence);
      }
    });
  }
}

/** Gathers the licences of the packages that a bundle holds: each asks for a copy of it. */
class LicencesPlugin {
  constructor(file) {
    this.file = file;
  }

  apply(compiler) {
    compiler.hooks.thisCompilation.tap('licences', (compilation) => {
      const stage = webpack.Compilation.PROCESS_ASSETS_STAGE_ADDITIONS;
      compilation.hooks.processAssets.tap({ name: 'licences', stage }, () => {
        const folders = new Set();
        const own = new Set();
        for (const module of compilation.modules) {
          const inPackage = /^.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+/.exec(module.resource ?? '');
          if (inPackage) folders.add(inPackage[0]);
          else if (module.resource && hasOwnLicence(path.dirname(module.resource)))
            own.add(path.dirname(module.resource));
        }
        const texts = [
          ...[...folders].toSorted((a, b) => a.localeCompare(b)).map(licenceOf),
          ...[...own].toSorted((a, b) => a.localeCompare(b)).map(ownLicenceOf),
        ];
        if (texts.length > 0) {
          compilation.emitAsset(this.file, new webpack.sources.RawSource(texts.join(`\n${'-'.repeat(80)}\n\n`)));
        }
      });
    });
  }
}

function licenceOf(folder) {
  const { name, version, license, author } = JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8'));
  const file = fs.readdirSync(folder).find((each) => /^licen[cs]e/i.test(each));
  const text =
    file === undefined ? standardText(name, license, author) : fs.readFileSync(path.join(folder, file), 'utf8');
  return `${name} ${version} (${license})\n\n${text.trim()}\n`;
}

/** Published files that we keep among our own have their licence beside them. */
function hasOwnLicence(folder) {
  return folder.startsWith(path.join(__dirname, 'engine')) && fs.existsSync(path.join(folder, 'LICENSE'));
}

function ownLicenceOf(folder) {
  const text = fs.readFileSync(path.join(folder, 'LICENSE'), 'utf8');
  return `${path.relative(__dirname, folder).replaceAll(path.sep, '/')}\n\n${text.trim()}\n`;
}

/** For a package that names the MIT licence without bringing its text: the same words as ours. */
function standardText(name, license, author) {
  if (license !== 'MIT') throw new Error(`${name} (${license}) brings no text of its licence: it cannot be shipped.`);
  const ours = fs.readFileSync(path.join(__dirname, 'LICENSE'), 'utf8');
  return ours.replace(/^Copyright.*$/m, `Copyright (c) ${author?.name ?? author ?? `the authors of ${name}`}`);
}

module.exports = [
  bundle('extension', './extension/main.ts', forNode, {
    target: 'node22',
    output: { path: dist, filename: '[name].js', libraryTarget: 'commonjs2' },
    externals: { vscode: 'commonjs vscode' },
  }),
  // The command line, a run's process and the engine's service are one file.
  bundle('seqlab', './engine/node/main.ts', forNode, {
    target: 'node22',
    plugins: [
      new webpack.BannerPlugin({ banner: '#!/usr/bin/env node', raw: true, test: /\.js$/ }),
      new FilesPlugin('engine/kernels/simd/build', 'kernels'),
      new NativePlugin(),
    ],
  }),
  // What runs in each thread of the kernels but the first.
  bundle('thread', './engine/node/thread.ts', forNode, { target: 'node22' }),
  ...['run', 'inspector', 'tensors'].map((panel) =>
    bundle(`webview/${panel}`, `./webview/${panel}/main.ts`, forBrowser, {
      target: 'web',
      output: { path: dist, filename: '[name].js', cssFilename: '[name].css', iife: false },
      experiments: { css: true },
    }),
  ),
];
