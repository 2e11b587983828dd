import assert from 'node:assert/strict';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import * as vscode from 'vscode';
import type { Lab } from '../../../extension/lab';
import type { Run } from '../../../extension/runs/run';
import { activeLab, emptyWorkspace, until, writeSmallExperiment } from './support';

/** Milliseconds. */
const measured = 5000;

describe('responsiveness', function () {
  this.timeout(120_000);
  let lab: Lab;

  before(async () => {
    await emptyWorkspace();
    lab = await activeLab();
  });
  after(emptyWorkspace);

  it('goes on with its own work while two runs train, and says how late it is', async () => {
    const endless = { epochs: 1_000_000, checkpointSeconds: 1, validateEvery: 1000 };
    const runs: Run[] = [];
    for (const name of ['left', 'right']) {
      await vscode.commands.executeCommand('sequenceLab.train', await writeSmallExperiment(name, endless));
      const run = (await lab.runs.list()).find((each) => each.name === `${name}-1`);
      assert.ok(run);
      runs.push(run);
    }
    await until('both train', () => runs.every((run) => run.active && run.summary.step > 0));
    const before = runs.map((run) => run.summary.step);
    const delay = monitorEventLoopDelay({ resolution: 1 });
    delay.enable();
    let turns = 0;
    for (const end = Date.now() + measured; Date.now() < end; turns++) await sleep(5);
    delay.disable();
    await Promise.all(runs.map((run) => run.refresh()));
    runs.forEach((run, i) => assert.ok(run.summary.step > before[i], `${run.name} trained meanwhile`));
    assert.ok(turns > 0 && delay.count > 0);
    const late = (share: number): string => `${(delay.percentile(share) / 1e6).toFixed(1)} ms`;
    console.log(`    event loop of the extension host: p50 ${late(50)}, p99 ${late(99)}, worst ${late(100)}`);
    await Promise.all(runs.map((run) => lab.manager.stop(run)));
  });
});
