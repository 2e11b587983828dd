import { findChromium } from './host/chromium';
import { stages, type Stage } from './stages';

interface Outcome {
  readonly stage: Stage;
  readonly seconds: number;
  readonly passed: number;
  readonly failed: number;
  readonly failures: readonly string[];
  readonly error?: string;
}

/**
 * `npm test` runs every stage; `npm test -- NAME...` runs those. The last line is `N passed, N failed`, summed over all
 * suites; a stage that fails without a failing test (a lint error, a suite that never ran) counts as one failure.
 */
async function main(names: readonly string[]): Promise<void> {
  const unknown = names.filter((name) => !stages.some((stage) => stage.name === name));
  if (unknown.length > 0) {
    throw new Error(`There is no ${unknown.join(', ')}. Stages: ${stages.map((stage) => stage.name).join(', ')}.`);
  }
  const chosen = stages.filter((stage) => names.length === 0 || names.includes(stage.name));
  if (chosen.some((stage) => stage.browser)) findChromium(); // Said now, not after minutes.
  const outcomes: Outcome[] = [];
  for (const stage of chosen) outcomes.push(await perform(stage));
  report(outcomes);
}

async function perform(stage: Stage): Promise<Outcome> {
  console.log(`\n=== ${stage.title} ===\n`);
  const start = performance.now();
  const seconds = (): number => (performance.now() - start) / 1000;
  try {
    const counts = await stage.run();
    const { passed = 0, failed = 0, failures = [] } = counts ?? {};
    return { stage, seconds: seconds(), passed, failed, failures };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    console.error(message);
    return { stage, seconds: seconds(), passed: 0, failed: 1, failures: [], error: message };
  }
}

function report(outcomes: readonly Outcome[]): void {
  console.log('\n=== Summary ===\n');
  for (const { stage, seconds, passed, failed, error } of outcomes) {
    const verdict = failed > 0 ? 'FAILED' : 'ok';
    const tests = passed + failed > 0 && error === undefined ? `${passed} passed, ${failed} failed` : (error ?? '');
    console.log(
      `${verdict.padEnd(7)}${seconds.toFixed(1).padStart(6)} s  ${stage.title.padEnd(36)} ${tests.split('\n')[0]}`,
    );
  }
  for (const { stage, failures } of outcomes) {
    for (const failure of failures) console.log(`\n${stage.title}: ${failure.slice(0, 500)}`);
  }
  const sum = (key: 'passed' | 'failed'): number => outcomes.reduce((total, outcome) => total + outcome[key], 0);
  if (sum('failed') > 0) process.exitCode = 1;
  console.log(`\n${sum('passed')} passed, ${sum('failed')} failed`);
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  console.log('\n0 passed, 1 failed');
  process.exitCode = 1;
});
