import * as fs from 'node:fs';
import * as path from 'node:path';
import Mocha from 'mocha';
import CountingReporter from '../host/mocha-counts';

/** VS Code calls this in its extension host. Runs every suite that was bundled beside this file. */
export async function run(): Promise<void> {
  const mocha = new Mocha({ ui: 'bdd', timeout: 60_000, color: true, reporter: CountingReporter });
  const pattern = process.env['SEQUENCE_LAB_TEST_GREP'];
  if (pattern) mocha.grep(pattern);
  for (const file of fs.readdirSync(__dirname, { recursive: true, encoding: 'utf8' })) {
    if (file.endsWith('.test.js')) mocha.addFile(path.join(__dirname, file));
  }
  const failures = await new Promise<number>((resolve) => mocha.run(resolve));
  if (failures > 0) throw new Error(`${failures} tests failed.`);
}
