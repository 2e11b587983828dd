import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { parseArgs } from 'node:util';
import { relaxedSimdSupported } from '../../engine/kernels/simd';
import { openBlas } from '../../engine/node/blas';
import { npm } from '../host/npm';
import { cache, root } from '../host/places';
import { bundleBench } from './bundle';
import type { Contender } from './contender';
import { thisMachine } from './machine';
import { Brain } from './peers/brain';
import { PyTorch } from './peers/pytorch';
import { TensorFlow } from './peers/tensorflow';
import type { Report, Result } from './report';
import type { Bench, Row } from './row';
import { rows } from './rows';
import { SequenceLab } from './sequence-lab';
import { markdownTable, textTable } from './table';
import { unhinder } from './unhinder';

const usage = `npm run bench                      all rows, in about a quarter of an hour
npm run bench -- --minutes 40      with more samples where a quarter of an hour does not suffice for all
npm run bench -- quick             the most important ones, in a hurry
npm run bench -- lstm/128 product  rows whose name holds one of these
npm run bench -- --list            names of all rows
npm run bench -- --json FILE       where the report goes (default: .cache/bench/report.json)
npm run bench -- --markdown FILE   prints the README's table from a report, measures nothing`;

/** Of the time that is left for a row: all samples, and one of them. The rest is for starting and warming up. */
const [samplingShare, sampleShare] = [0.5, 1 / 60];
/** Seconds: shorter ones measure the clock. */
const shortest = 0.03;

const usualReport = path.join(cache, 'bench', 'report.json');

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      json: { type: 'string', default: usualReport },
      markdown: { type: 'string' },
      minutes: { type: 'string', default: '15' },
      list: { type: 'boolean' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) return console.log(usage);
  if (values.list) return console.log(rows.map(({ name }) => name).join('\n'));
  if (values.markdown !== undefined) return console.log(markdown(values.markdown));
  const quick = positionals.includes('quick');
  const report = await measure(
    choose(
      positionals.filter((word) => word !== 'quick'),
      quick,
    ),
    quick,
    Number(values.minutes),
  );
  console.log(`\n${textTable(report)}`);
  fs.mkdirSync(path.dirname(path.resolve(values.json)), { recursive: true });
  fs.writeFileSync(values.json, `${JSON.stringify(report, null, 2)}\n`);
  console.log(`\n${path.relative(process.cwd(), path.resolve(values.json))}`);
}

function markdown(file: string): string {
  const essential = new Set(rows.filter((row) => row.essential).map(({ name }) => name));
  return markdownTable(JSON.parse(fs.readFileSync(file, 'utf8')) as Report, (name) => essential.has(name));
}

/** @throws Error where no row has such a name */
function choose(words: readonly string[], quick: boolean): readonly Row[] {
  const named = rows.filter(({ name }) => words.length === 0 || words.some((word) => name.includes(word)));
  const chosen = quick && words.length === 0 ? named.filter((row) => row.quick) : named;
  if (chosen.length === 0) throw new Error(`No row is called ${words.join(' or ')}. ${usage}`);
  return chosen;
}

async function measure(chosen: readonly Row[], quick: boolean, minutes: number): Promise<Report> {
  const [load] = os.loadavg();
  const end = performance.now() + minutes * 60_000;
  const folder = await bundleBench();
  const cores = os.availableParallelism();
  unhinder();
  const accelerators = usableAccelerators();
  const threads = [...new Set([1, cores])];
  const pytorch = threads.map((count) => new PyTorch(count));
  const peers: readonly Contender[] = [...pytorch, new TensorFlow('cpu'), new TensorFlow('wasm'), new Brain()];
  const bench: Bench = {
    pace: { ...(quick ? { rounds: 3, seconds: 0.1 } : { rounds: 7, seconds: 0.15 }), patience: Infinity },
    folder,
    kernels: relaxedSimdSupported() ? 'relaxed-simd' : 'simd',
    ours: accelerators.flatMap((each) => threads.map((count) => new SequenceLab(count, folder, each))),
    peers,
    package: packageOnce(),
  };
  try {
    const versions: Record<string, string> = { kernels: bench.kernels };
    for (const peer of peers) Object.assign(versions, await peer.versions().catch(() => ({})));
    const results: Result[] = [];
    for (const [index, row] of chosen.entries()) {
      process.stderr.write(`${index + 1}/${chosen.length} ${row.name}\n`);
      // What is left of the time is for all rows that are left.
      const left = Math.max(0, end - performance.now()) / 1000 / (chosen.length - index);
      const seconds = Math.min(bench.pace.seconds, Math.max(shortest, sampleShare * left));
      const pace = { ...bench.pace, seconds, patience: samplingShare * left };
      results.push(await row.measure({ ...bench, pace }));
    }
    return { date: new Date().toISOString().slice(0, 10), machine: thisMachine(load, versions), quick, results };
  } finally {
    for (const peer of peers) await peer.close();
  }
}

/** Whether a library of the system can be measured too. */
function usableAccelerators(): readonly ('wasm' | 'native')[] {
  try {
    openBlas();
    return ['wasm', 'native'];
  } catch (error) {
    process.stderr.write(`Nothing native is measured: ${error instanceof Error ? error.message : String(error)}\n`);
    return ['wasm'];
  }
}

function packageOnce(): () => string {
  const file = path.join(root, 'sequence-lab.vsix');
  let done = false;
  return () => {
    if (!done) npm(['run', 'package'], root);
    done = true;
    return file;
  };
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
