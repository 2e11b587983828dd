import { spawn } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { createInterface } from 'node:readline';
import type { RunEvent } from '../../../engine/contracts/events';
import { cache, root } from '../../host/places';
import type { Entry } from '../report';
import type { Row } from '../row';
import { spreadOf } from '../statistics';
import { mobyDick } from './reading';

const megabyte = 1e6;

/** What a run's process may take beside the plan: the program and its data. */
const allowance = 150 * megabyte;

/** Milliseconds between two looks; the greatest size is kept by the system. */
const look = 50;

/** A run as people have it: a book, kernels and threads as they come, checkpoints and a validation. */
const experimentOf = (units: number): object => ({
  data: { path: 'moby-dick.txt', split: [0.98, 0.01, 0.01] },
  task: { kind: 'language-model' },
  model: { kind: 'recurrent', cell: { kind: 'lstm', units } },
  train: { steps: 40, batch: 32, window: 64, checkpointSeconds: 1, validateEvery: 20 },
});

export const processes: readonly Row[] = [32, 512].map((hidden) => {
  const name = `memory/process/lstm/${hidden}`;
  return {
    name,
    quick: true,
    essential: true,
    async measure(bench) {
      bench.package();
      const [own, limit] = ['seqlab train', 'plan + 150 MB'];
      const entry = (who: string, bytes: number): Entry => ({ who, value: spreadOf([bytes / megabyte]) });
      const { planned, peak } = await train(hidden);
      return {
        row: name,
        title: `Greatest memory of a run's process: LSTM ${hidden}, T 64, B 32`,
        unit: 'MB',
        better: 'less',
        entries: [
          peak === undefined ? { who: own, missing: 'only Linux tells' } : entry(own, peak),
          entry(limit, planned + allowance),
        ],
        comparisons: [{ ours: [own], peers: [limit], target: 1, bound: true }],
        note: `The plan: ${(planned / megabyte).toFixed(1)} MB. Moby Dick, checkpoints and validations.`,
      };
    },
  };
});

/** Trains to the end. @returns bytes that were planned, and the most that its process held at a time */
async function train(units: number): Promise<{ planned: number; peak: number | undefined }> {
  const folder = fs.mkdtempSync(path.join(cache, 'bench', 'process-'));
  try {
    fs.writeFileSync(path.join(folder, 'moby-dick.txt'), mobyDick());
    fs.writeFileSync(path.join(folder, 'book.seqlab.json'), JSON.stringify(experimentOf(units)));
    const command = [path.join(root, 'dist/seqlab.js'), 'train', 'book.seqlab.json', '--root', folder, '--json'];
    const child = spawn(process.execPath, command, { cwd: folder, stdio: ['ignore', 'pipe', 'ignore'] });
    let peak: number | undefined;
    const looking = setInterval(() => (peak = peakOf(child.pid) ?? peak), look);
    let planned: number | undefined;
    let last: RunEvent | undefined;
    try {
      for await (const line of createInterface({ input: child.stdout })) {
        last = JSON.parse(line) as RunEvent;
        if (last.type === 'start') planned = last.memory;
      }
    } finally {
      clearInterval(looking);
      child.kill('SIGKILL');
    }
    if (planned === undefined || last?.type !== 'end' || last.reason !== 'finished') throw new Error('the run failed');
    return { planned, peak };
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/** The most that a process ever held in memory, its program included. */
function peakOf(pid: number | undefined): number | undefined {
  try {
    const [, kilobytes] = /^VmHWM:\s+(\d+) kB$/m.exec(fs.readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return kilobytes === undefined ? undefined : Number(kilobytes) * 1024;
  } catch {
    return undefined;
  }
}
