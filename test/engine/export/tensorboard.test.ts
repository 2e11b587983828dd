import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { exporters } from '../../../engine/catalog/exporters';
import { Problem } from '../../../engine/contracts/problem';
import type { RunEvent } from '../../../engine/contracts/events';
import { useFolder } from '../node/support/folders';
import { began, logOf, start, step, validation } from '../support/events';
import { exportedRun } from '../support/exported-run';
import { pythonWithTorch } from '../support/python';

const here = path.join(__dirname, 'tensorboard');

interface ReadValue {
  readonly tag: string;
  readonly simple_value?: number;
  readonly text?: string;
  readonly histo?: Readonly<Record<string, number | number[]>>;
  readonly hparams?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

interface ReadEvent {
  readonly wall_time: number;
  readonly step?: string;
  readonly file_version?: string;
  readonly summary?: { readonly value: readonly ReadValue[] };
}

const weights = {
  tensors: new Map([
    ['head.weight', { shape: [2, 3], data: Float32Array.of(-1, 0, 0.25, 0.5, 1, 2) }],
    ['head.bias', { shape: [1], data: Float32Array.of(3) }],
  ]),
  metadata: {},
};

describe('TensorBoard export', function () {
  this.timeout(60_000);
  const folder = useFolder();

  /** Reads an event file with classes that protoc makes. */
  function read(bytes: Uint8Array | undefined): ReadEvent[] {
    const file = path.join(folder(), 'events');
    fs.writeFileSync(file, bytes ?? new Uint8Array(0));
    try {
      execFileSync('protoc', [`--proto_path=${here}`, `--python_out=${folder()}`, 'event.proto']);
    } catch (error) {
      throw new Error('This test needs protoc. On Debian: apt-get install protobuf-compiler python3-protobuf', {
        cause: error,
      });
    }
    const script = path.join(here, 'read_events.py');
    return JSON.parse(execFileSync(pythonWithTorch(), [script, folder(), file], { encoding: 'utf8' })) as ReadEvent[];
  }

  const valuesOf = (events: readonly ReadEvent[], tag: string) =>
    events.flatMap(({ step: at = '0', summary }) =>
      (summary?.value ?? []).filter((value) => value.tag === tag).map((value) => ({ at: Number(at), ...value })),
    );

  it('writes curves, metrics, histograms, texts and hyperparameters that protoc classes read', async () => {
    const sample = { kind: 'text', prompt: 'Ahoy <b>', text: '\nfor 航海' } as const;
    const events = logOf().map((event): RunEvent => (event.type === 'validation' ? { ...event, sample } : event));
    const exporter = await exporters.load('tensorboard');
    const files = await exporter.files({ runs: [exportedRun('a-1', { events, weights })] });
    const name = `a-1/events.out.tfevents.${began / 1000}.sequence-lab`;
    assert.deepEqual([...files.keys()], [name]);
    const read1 = read(files.get(name));
    assert.equal(read1[0].file_version, 'brain.Event:2');
    assert.equal(read1[0].wall_time, began / 1000);
    const curve = (tag: string) => valuesOf(read1, tag).map(({ at, simple_value }) => [at, simple_value]);
    const f32 = Math.fround;
    assert.deepEqual(
      curve('loss/train').map(([at, value]) => [at, f32(value ?? 0)]),
      [
        [10, f32(0.4)],
        [20, f32(0.2)],
        [30, f32(0.2)],
        [40, f32(0.1)],
      ],
    );
    assert.deepEqual(curve('loss/validation'), [
      [10, 2],
      [20, 1.5],
      [30, 1.25],
      [40, f32(1.4)].map((value) => Number(value.toPrecision(2))),
    ]);
    assert.equal(curve('validation/perplexity').length, 4);
    assert.equal(curve('training/gradient norm')[0][1], 0.5);
    const [first] = valuesOf(read1, 'sample');
    assert.equal(first.text, '    Ahoy <b>\n    for 航海');
    assert.match(valuesOf(read1, 'experiment')[0].text ?? '', /^ {4}\{\n {6}"data"/);

    const [spread] = valuesOf(read1, 'weights/head.weight');
    assert.equal(spread.at, 30, 'the step of the best validation');
    assert.deepEqual(
      [spread.histo?.min, spread.histo?.max, spread.histo?.num, spread.histo?.sum, spread.histo?.sum_squares],
      [-1, 2, 6, 2.75, 6.3125],
    );
    assert.ok(spread.histo);
    const counts = spread.histo.bucket as number[];
    assert.equal(counts.length, (spread.histo.bucket_limit as number[]).length);
    assert.deepEqual([counts[0], counts[10], counts[29], counts.reduce((sum, count) => sum + count)], [1, 1, 1, 6]);
    const [single] = valuesOf(read1, 'weights/head.bias');
    assert.equal([single.histo?.bucket].flat()[0], 1);

    const info = valuesOf(read1, '_hparams_/experiment')[0].hparams?.experiment;
    assert.ok(info);
    assert.equal(info.name, 'a-1');
    assert.ok(
      (info.hparam_infos as { name: string; type: string }[]).some(
        ({ name: key, type }) => key === 'model.cell.units' && type === 'DATA_TYPE_FLOAT64',
      ),
    );
    assert.deepEqual(info.metric_infos, [
      { name: { tag: 'loss/validation' } },
      { name: { tag: 'validation/perplexity' } },
    ]);
    const session = valuesOf(read1, '_hparams_/session_start_info')[0].hparams?.session_start_info;
    const settings = session?.hparams as Record<string, unknown>;
    assert.deepEqual(
      [settings['model.cell.kind'], settings['model.cell.units'], settings['model.bidirectional']],
      [{ string_value: 'lstm' }, { number_value: 128 }, { bool_value: false }],
    );
    assert.equal(valuesOf(read1, '_hparams_/session_end_info')[0].hparams?.session_end_info.status, 'STATUS_SUCCESS');
  });

  it('takes several runs, those without weights too', async () => {
    const exporter = await exporters.load('tensorboard');
    const young = {
      ...exportedRun('b-1', { events: [start(), step(10), validation(10, 3)] }),
      weights: () => Promise.reject(new Problem('run-folder.no-checkpoint', { run: 'b-1' })),
    };
    const files = await exporter.files({ runs: [exportedRun('a-1', { events: logOf(), weights }), young] });
    assert.deepEqual(
      [...files.keys()].map((name) => name.split('/')[0]),
      ['a-1', 'b-1'],
    );
    const events = read([...files.values()][1]);
    assert.equal(valuesOf(events, 'loss/train').length, 1);
    assert.equal(valuesOf(events, '_hparams_/session_end_info')[0].hparams?.session_end_info.status, undefined);
  });
});
