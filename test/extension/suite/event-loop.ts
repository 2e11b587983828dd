import assert from 'node:assert/strict';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import * as vscode from 'vscode';
import type { Lab } from '../../../extension/lab';
import type { Run } from '../../../extension/runs/run';
import type { Delay } from '../../host/editor-figures';
import { until } from './support';

/** Milliseconds. */
const measured = 5000;

/** How late this extension host is in the next few seconds. */
export async function delayNow(): Promise<Delay> {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  let turns = 0;
  for (const end = Date.now() + measured; Date.now() < end; turns++) await sleep(5);
  delay.disable();
  assert.ok(turns > 0 && delay.count > 0);
  const [p50, p99, worst] = [50, 99, 100].map((share) => delay.percentile(share) / 1e6);
  return { p50, p99, worst };
}

/** The same while the experiments `NAME.seqlab.json` train, which go on for longer than it takes. */
export async function delayWhileTraining(lab: Lab, experiments: Readonly<Record<string, vscode.Uri>>): Promise<Delay> {
  const runs: Run[] = [];
  for (const [name, uri] of Object.entries(experiments)) {
    await vscode.commands.executeCommand('sequenceLab.train', uri);
    const run = (await lab.runs.list()).find((each) => each.name === `${name}-1`);
    assert.ok(run);
    runs.push(run);
  }
  await until('all train', () => runs.every((run) => run.active && run.summary.step > 0));
  const before = runs.map((run) => run.summary.step);
  const delay = await delayNow();
  await Promise.all(runs.map((run) => run.refresh()));
  runs.forEach((run, i) => assert.ok(run.summary.step > before[i], `${run.name} trained meanwhile`));
  await Promise.all(runs.map((run) => lab.manager.stop(run)));
  return delay;
}
