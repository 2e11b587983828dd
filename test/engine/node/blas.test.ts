import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import type { StoredTensor } from '../../../engine/contracts/checkpoint';
import { allowAccelerator, allowedAccelerator } from '../../../engine/node/accelerator';
import { type BackendChoice, chooseBackend } from '../../../engine/node/backend';
import { openBlas } from '../../../engine/node/blas';
import { ableCore, coreVariable, unknownCore } from '../../../engine/node/openblas-core';
import { assertProblem } from '../data/support';
import { experimentOf, trainInMemory } from '../support/training';

const execute = promisify(execFile);
const auto = { backend: 'auto', threads: 1 } as const;

/** macOS has one always; on Linux `.ci/run` installs it. Elsewhere none is known. */
const expected = process.platform === 'linux' || process.platform === 'darwin';

describe('the library of the system that multiplies', () => {
  const before = allowedAccelerator();
  afterEach(() => allowAccelerator(before));

  it('is found where there must be one', () => {
    if (expected) assert.match(openBlas().name, /\w/);
    else assert.throws(openBlas);
  });

  it('uses the instructions that the processor has', function () {
    if (!expected) this.skip();
    const { name } = openBlas();
    // A person may want to see others.
    if (ableCore() === undefined || process.env[coreVariable] === unknownCore) this.skip();
    assert.doesNotMatch(name, new RegExp(unknownCore));
  });

  it('is taken where it may be, and not where it may not', async () => {
    allowAccelerator('auto');
    assert.equal((await chooseBackend(auto)).name, expected ? 'native' : 'relaxed-simd');
    allowAccelerator('wasm');
    assert.equal((await chooseBackend(auto)).name, 'relaxed-simd');
    assert.equal((await chooseBackend(auto, 1, 'native')).name, 'relaxed-simd');
  });

  it('leaves alone who names other kernels, or began with them', async () => {
    allowAccelerator('native');
    assert.equal((await chooseBackend({ ...auto, backend: 'simd' })).name, 'simd');
    allowAccelerator('auto');
    assert.equal((await chooseBackend(auto, 1, 'simd')).name, 'simd');
  });

  it('is missed aloud where nothing else will do', async () => {
    allowAccelerator('native');
    if (expected) assert.equal((await chooseBackend(auto)).name, 'native');
    else await assertProblem(() => chooseBackend(auto), 'backend.missing');
  });

  it('harms nobody when a thread is sent away while it opens it', async function () {
    this.timeout(120_000);
    const { stderr } = await execute(process.execPath, [path.join(__dirname, 'support/short-lived-threads.cjs')]);
    assert.equal(stderr, '');
  });

  for (const cell of ['elman', 'lstm', 'gru'] as const) {
    it(`gives the same bytes with any number of threads: ${cell}`, async function () {
      if (!expected) this.skip();
      this.timeout(120_000);
      allowAccelerator('native');
      const trained: ReadonlyMap<string, StoredTensor>[] = [];
      // More units and rows than tiles have, and neither a multiple of them.
      const experiment = experimentOf(
        { cell: { kind: cell, units: 150 }, layers: 2 },
        { steps: 3, batch: 37, window: 5, threads: 1 },
      );
      for (const threads of [1, 2, 3]) {
        const choice: BackendChoice = await chooseBackend(auto, threads);
        const created = choice.create(2 ** 26);
        try {
          const { saved, events } = await trainInMemory(experiment, { backend: () => created });
          const [start] = events;
          assert.ok(start.type === 'start');
          assert.deepEqual([start.threads, start.library], [threads, openBlas().name]);
          trained.push(saved.get('last')!.tensors);
        } finally {
          created.dispose();
        }
      }
      const [alone, ...others] = trained;
      assert.ok(alone.size > 8);
      for (const other of others) {
        for (const [name, { data }] of alone) assert.deepEqual(other.get(name)?.data, data, name);
      }
    });
  }
});
