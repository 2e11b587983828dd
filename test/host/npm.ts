import { spawnSync } from 'node:child_process';

/** npm's settings of the outer `npm run` (prefix, omit ...) are for the project, not for what is installed here. */
const ofTheOuterRun =
  /^npm_(config_(prefix|local_prefix|omit|include|workspace.*|ignore_scripts)|lifecycle.*|package.*|command)$/i;

/**
 * Runs npm in a folder. Its output is shown only when it fails.
 * @throws Error with npm's output.
 */
export function npm(args: readonly string[], folder: string): void {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !ofTheOuterRun.test(name)));
  const cli = process.env['npm_execpath'];
  const [command, first] = cli === undefined ? ['npm', []] : [process.execPath, [cli]];
  const quiet = ['--no-audit', '--no-fund', '--no-update-notifier'];
  const result = spawnSync(command, [...first, ...args, ...quiet], { cwd: folder, env, encoding: 'utf8' });
  if (result.status === 0) return;
  const output = [result.error?.message, result.stdout, result.stderr].filter(Boolean).join('\n');
  throw new Error(`npm ${args.join(' ')} failed in ${folder}:\n${output}`);
}
