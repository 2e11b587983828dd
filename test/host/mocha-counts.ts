import * as fs from 'node:fs';
import * as path from 'node:path';
import { reporters, Runner, type MochaOptions } from 'mocha';

/** What a suite leaves behind for the one who started it. */
export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** What failed, and why, a line each. */
  readonly failures: readonly string[];
}

/** Names the file that the counts are written to. */
export const countsVariable = 'SEQUENCE_LAB_TEST_COUNTS';

/**
 * Mocha's reporter for every suite: prints as `spec` does and writes the counts at the end. A suite whose process
 * died leaves no file, whatever its exit code says.
 */
export default class CountingReporter extends reporters.Spec {
  constructor(runner: Runner, options: MochaOptions) {
    super(runner, options);
    runner.once(Runner.constants.EVENT_RUN_END, () => {
      const file = process.env[countsVariable];
      if (file === undefined) return;
      const { passes, failures, pending } = this.stats;
      const counts: Counts = {
        passed: passes,
        failed: failures,
        skipped: pending,
        failures: this.failures.map((test) =>
          `${test.fullTitle()}: ${test.err?.message ?? ''}`.replaceAll(/\s+/g, ' '),
        ),
      };
      fs.mkdirSync(path.dirname(file), { recursive: true });
      fs.writeFileSync(file, JSON.stringify(counts));
    });
  }
}

/**
 * Reads the counts of a suite that ended.
 * @throws Error where the suite never got to its end, or held no test.
 */
export function readCounts(file: string): Counts {
  if (!fs.existsSync(file)) throw new Error('The suite ended before its last test: it left no result.');
  const counts = JSON.parse(fs.readFileSync(file, 'utf8')) as Counts;
  if (counts.passed + counts.failed === 0) throw new Error('The suite ran no test at all.');
  return counts;
}
