import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { bundleBench } from './bundle';
import type { Bench } from './row';
import { rows } from './rows';
import { neededBytes } from './rows/memory';
import { networkRow } from './rows/networks';
import { SequenceLab } from './sequence-lab';
import { network, type NetworkWork } from './workload';

describe('the rows of the bench', () => {
  it('have names of their own', () => {
    assert.equal(new Set(rows.map(({ name }) => name)).size, rows.length);
  });

  it('know by arithmetic what a step needs', () => {
    const size = {
      cell: 'lstm',
      hidden: 3,
      layers: 2,
      bidirectional: true,
      time: 5,
      batch: 7,
      vocabulary: 11,
    } as const;
    // 4 bytes x (4 x 100 weights + 35 tokens x (3 embedded + 2 layers x 2 directions x 6 x 3 units + 22)).
    assert.equal(neededBytes(size, 100), 4 * (400 + 35 * (3 + 72 + 22)));
  });
});

describe('a small row of the bench', () => {
  let bench: Bench;
  let lab: SequenceLab;
  let folder: string;

  before(async () => {
    folder = fs.mkdtempSync(path.join(tmpdir(), 'seqlab-bench-'));
    await bundleBench(folder);
    lab = new SequenceLab(1, folder);
    bench = {
      pace: { rounds: 3, seconds: 0.005, patience: 1 },
      folder,
      kernels: 'relaxed-simd',
      ours: [lab],
      peers: [],
      package: () => assert.fail('nothing is packaged here'),
    };
  });

  after(() => fs.rmSync(folder, { recursive: true, force: true }));

  for (const kind of ['train', 'infer', 'generate'] as const) {
    it(`measures how fast a network does this: ${kind}`, async () => {
      const batch = kind === 'generate' ? 1 : 2;
      const size = { cell: 'gru', hidden: 5, time: 4, batch, layers: 2, vocabulary: 7 } as const;
      const result = await networkRow({ name: 'tiny', kind, size }).measure(bench);
      const [entry] = result.entries;
      assert.ok('value' in entry, JSON.stringify(result.entries));
      assert.ok(entry.value.min > 0 && entry.value.min <= entry.value.median && entry.value.median <= entry.value.max);
    });
  }

  it('trains what it says: as many weights as the sizes have', async () => {
    const work: NetworkWork = { kind: 'train', ...network, cell: 'lstm', hidden: 8, time: 4, batch: 2, vocabulary: 11 };
    const session = await new SequenceLab(2, folder).prepare(work);
    try {
      assert.equal(session.amount, 8);
      assert.equal(session.facts['threads'], 2);
      // Embedding, LSTM (two matrices, two biases), head.
      assert.equal(session.facts['parameters'], 11 * 8 + 4 * 8 * (8 + 8 + 2) + 11 * 8 + 11);
      assert.ok((await session.run(2)) > 0);
      assert.ok(Number(session.facts['planned']) > 4 * 4 * session.facts['parameters']);
    } finally {
      await session.close();
    }
  });

  it('says who cannot take part', async () => {
    const broken = new SequenceLab(1, '/nowhere');
    const { entries } = await networkRow({
      name: 'tiny',
      kind: 'train',
      size: { cell: 'gru', hidden: 4, time: 2, batch: 1 },
    }).measure({ ...bench, ours: [broken] });
    assert.match('missing' in entries[0] ? entries[0].missing : '', /^Sequence Lab, 1 thread ended/);
  });
});
