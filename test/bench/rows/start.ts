import { spawn } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { createInterface } from 'node:readline';
import type { RunEvent } from '../../../engine/contracts/events';
import { cache, root } from '../../host/places';
import type { Row } from '../row';
import { spreadOf } from '../statistics';

const text = 'the cat sat on the mat and the dog lay by the door\n'.repeat(2000);

const experiment = {
  data: { path: 'text.txt' },
  task: { kind: 'language-model' },
  model: { kind: 'recurrent', cell: { kind: 'lstm', units: 64 } },
  train: { epochs: 1, batch: 16, window: 32 },
};

/** From `seqlab train` to the first step: the program starts, reads 100 kB of text, plans and sets up. */
const firstStep: Row = {
  name: 'start/train',
  quick: true,
  essential: true,
  async measure(bench) {
    bench.package();
    const folder = fs.mkdtempSync(path.join(cache, 'bench', 'start-'));
    try {
      fs.writeFileSync(path.join(folder, 'text.txt'), text);
      fs.writeFileSync(path.join(folder, 'start.seqlab.json'), JSON.stringify(experiment));
      const seconds: number[] = [];
      for (let i = 0; i < bench.pace.rounds; i++) seconds.push(await secondsToFirstStep(folder));
      return {
        row: 'start/train',
        title: 'Start: command to first training step',
        unit: 's',
        better: 'less',
        entries: [{ who: 'seqlab train', value: spreadOf(seconds) }],
        comparisons: [],
      };
    } finally {
      fs.rmSync(folder, { recursive: true, force: true });
    }
  },
};

async function secondsToFirstStep(folder: string): Promise<number> {
  const start = performance.now();
  const command = [path.join(root, 'dist/seqlab.js'), 'train', 'start.seqlab.json', '--root', folder, '--json'];
  const child = spawn(process.execPath, command, { cwd: folder, stdio: ['ignore', 'pipe', 'ignore'] });
  try {
    for await (const line of createInterface({ input: child.stdout })) {
      if ((JSON.parse(line) as RunEvent).type === 'step') return (performance.now() - start) / 1000;
    }
    throw new Error('seqlab train ended before its first step.');
  } finally {
    child.kill('SIGKILL');
  }
}

const vsix: Row = {
  name: 'package/vsix',
  quick: true,
  essential: true,
  async measure(bench) {
    const { size } = fs.statSync(bench.package());
    const entries = [{ who: 'sequence-lab.vsix', value: spreadOf([size / 1e6]) }];
    return {
      row: 'package/vsix',
      title: 'Size of the extension',
      unit: 'MB',
      better: 'less',
      entries,
      comparisons: [],
    };
  },
};

export const start: readonly Row[] = [firstStep, vsix];
