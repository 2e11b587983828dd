import { spawn } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { type EditorFigures, figuresVariable } from '../../host/editor-figures';
import { cache, root } from '../../host/places';
import type { Entry } from '../report';
import type { Bench, Row } from '../row';
import { spreadOf } from '../statistics';

/** A frame or so: what nobody notices. Milliseconds. */
const unnoticed = 20;

/** Editors that are started one after the other; each takes some 20 seconds. */
const editors = 3;

const activation: Row = {
  name: 'editor/activation',
  quick: true,
  essential: true,
  async measure(bench) {
    const entry = await entryOf('activation in VS Code', bench, ({ activation: figure }) => figure);
    return {
      row: activation.name,
      title: 'Activate the extension in VS Code',
      unit: 'ms',
      better: 'less',
      entries: [entry],
      comparisons: [],
      note: 'The first call into the extension: its code is loaded, its parts are made.',
    };
  },
};

const delay: Row = {
  name: 'editor/delay',
  quick: true,
  essential: true,
  async measure(bench) {
    const [own, idle, limit] = ['two runs train', 'nothing trains', `${unnoticed} ms`];
    return {
      row: delay.name,
      title: 'Delay of the extension host while two LSTM 128 train, 99th percentile',
      unit: 'ms',
      better: 'less',
      entries: [
        await entryOf(own, bench, ({ training }) => training.p99),
        await entryOf(idle, bench, (of) => of.idle.p99),
        { who: limit, value: spreadOf([unnoticed]) },
      ],
      comparisons: [
        { ours: [own], peers: [limit], target: 1, bound: true },
        { ours: [own], peers: [idle], bound: true },
      ],
      note: 'Turns of its event loop in five seconds; a timer of 1 ms is part of each.',
    };
  },
};

export const editor: readonly Row[] = [activation, delay];

async function entryOf(who: string, bench: Bench, figure: (of: EditorFigures) => number | undefined): Promise<Entry> {
  try {
    const values = (await figures(bench)).map(figure).filter((value) => value !== undefined);
    return values.length > 0 ? { who, value: spreadOf(values) } : { who, missing: 'the editor did it unasked' };
  } catch (error) {
    return { who, missing: error instanceof Error ? error.message : String(error) };
  }
}

let measured: Promise<readonly EditorFigures[]> | undefined;

/** Both rows are of the same editors. */
function figures(bench: Bench): Promise<readonly EditorFigures[]> {
  measured ??= measure(bench);
  return measured;
}

async function measure(bench: Bench): Promise<readonly EditorFigures[]> {
  bench.package();
  const all: EditorFigures[] = [];
  for (let i = 0; i < Math.min(editors, bench.pace.rounds); i++) all.push(await measureOne());
  return all;
}

/** A fresh editor, the one that the extension's tests run in. @throws Error where there is none */
async function measureOne(): Promise<EditorFigures> {
  const file = path.join(cache, 'bench', 'editor.json');
  fs.rmSync(file, { force: true });
  const command = ['--require', 'tsx/cjs', path.join(root, 'test/host/extension-suite.ts'), 'bench'];
  const environment = { ...process.env, [figuresVariable]: file };
  const child = spawn(process.execPath, command, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], env: environment });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (said += text));
  await once(child, 'exit');
  // Without it nothing was measured, whatever the exit code says.
  if (!fs.existsSync(file)) throw new Error(`no editor could be measured: ${/^.*Error: .*$/m.exec(said)?.[0] ?? said}`);
  return JSON.parse(fs.readFileSync(file, 'utf8')) as EditorFigures;
}
