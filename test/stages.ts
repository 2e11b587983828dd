import { spawn } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { countsVariable, readCounts, type Counts } from './host/mocha-counts';
import { node22 } from './host/node-22';
import { cache, root } from './host/places';

export interface Stage {
  /** For `npm test -- NAME`. */
  readonly name: string;
  readonly title: string;
  /** Needs Chromium. */
  readonly browser?: boolean;
  /** Rejects when it fails other than by a failing test. */
  run(): Promise<Counts | undefined>;
}

/** No stage takes longer, unless it hangs. */
const limit = 15 * 60_000;

const script = (name: string, title: string): Stage => ({
  name: name.replaceAll(':', '-'),
  title,
  run: async () => {
    const code = await spawned(process.env['npm_node_execpath'] ?? process.execPath, [
      npmCli(),
      'run',
      '--silent',
      name,
    ]);
    if (code !== 0) throw new Error(`npm run ${name} ended with ${code}.`);
    return undefined;
  },
});

const mocha = (name: string, title: string, specs: readonly string[], options: MochaOptions = {}): Stage => ({
  name,
  title,
  browser: options.browser,
  run: () =>
    counted(name, options.node?.() ?? process.execPath, [
      path.join(root, 'node_modules/mocha/bin/mocha.js'),
      '--reporter',
      path.join(__dirname, 'host/mocha-counts.ts'),
      ...specs,
    ]),
});

interface MochaOptions {
  readonly browser?: boolean;
  /** The Node that runs it; by default this one. */
  readonly node?: () => string;
}

/** Cheapest first; each suite once. What runs a built file comes after the build. */
export const stages: readonly Stage[] = [
  script('format:check', 'Format'),
  script('lint', 'Lint'),
  script('types', 'Types'),
  script('package', 'Build and package'),
  mocha('structure', 'Structure, manifest and package', [
    'test/structure/**/*.test.ts',
    'test/package/**/*.test.ts',
    'test/extension/static/**/*.test.ts',
  ]),
  mocha('engine', 'Engine on Node 24', ['test/engine/**/*.test.ts']),
  mocha('engine-22', 'Engine on Node 22', ['test/engine/**/*.test.ts'], { node: node22 }),
  mocha('bench', 'Bench, without timing anything', ['test/bench/**/*.test.ts']),
  mocha('webview', 'Webview', ['test/webview/**/*.test.ts'], { browser: true }),
  {
    name: 'extension',
    title: 'Extension inside VS Code',
    browser: true,
    run: () =>
      counted('extension', process.execPath, ['--require', 'tsx/cjs', path.join(__dirname, 'host/extension-suite.ts')]),
  },
  onceMore(mocha('ui', 'Keyboard and mouse in VS Code', ['test/ui/**/*.test.ts'], { browser: true })),
];

/** A road through a foreign program's windows may stumble over that program: it has failed when it does so twice. */
function onceMore(stage: Stage): Stage {
  return {
    ...stage,
    async run() {
      const first = await stage.run();
      if (first?.failed === 0) return first;
      console.log(`\n${stage.title}: failed, and is run once more from the start.\n`);
      return stage.run();
    },
  };
}

/** Runs a suite that leaves its counts in a file. */
async function counted(name: string, command: string, parameters: readonly string[]): Promise<Counts> {
  const file = path.join(cache, 'test-counts', `${name}.json`);
  fs.rmSync(file, { force: true });
  const code = await spawned(command, parameters, { [countsVariable]: file });
  const counts = readCounts(file);
  if (code !== 0 && counts.failed === 0) throw new Error(`All tests passed, but the process ended with ${code}.`);
  return counts;
}

/** Runs a program in the checkout, its output shown. Resolves with its exit status, or the signal that ended it. */
function spawned(
  command: string,
  parameters: readonly string[],
  variables: Readonly<Record<string, string>> = {},
): Promise<number | string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, parameters, {
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, ...variables },
      timeout: limit,
      killSignal: 'SIGKILL',
    });
    child.once('error', reject);
    child.once('exit', (code, signal) => resolve(signal ?? code ?? 1));
  });
}

function npmCli(): string {
  const cli = process.env['npm_execpath'];
  if (cli === undefined) throw new Error('Start the tests with: npm test');
  return cli;
}
