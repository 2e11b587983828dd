import assert from 'node:assert/strict';
import { once } from 'node:events';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import type { Backend } from '../../../engine/contracts/backend';
import { createSimdBackend } from '../../../engine/kernels/simd';
import { startThread } from '../../../engine/node/threads';
import { allThere, moduleOf, sharingBackend, type SimdName, simdNames, type StartThread } from '../support/threads';
import { lossCases, optimiserCases, productCases, sequenceCases } from './cases';
import { perform, randomFloats } from './playground';

const megabyte = 2 ** 20;

/** A product of n x n matrices that begin at the base, filled alike at each call. */
function product(backend: Backend, n: number): number[] {
  const { kernels, base } = backend;
  const size = n * n;
  backend.floats(base, 2 * size).set(randomFloats(3)(2 * size));
  kernels.matmul({
    m: n,
    n,
    k: n,
    a: base,
    lda: n,
    transposeA: false,
    b: base + 4 * size,
    ldb: n,
    transposeB: false,
    c: base + 8 * size,
    ldc: n,
    accumulate: false,
  });
  return [...backend.floats(base + 8 * size, size)];
}

describe('threads of a backend', function () {
  this.timeout(120_000);
  const backends: Backend[] = [];

  afterEach(() => {
    for (const backend of backends.splice(0)) backend.dispose();
  });

  function create(name: SimdName, count: number, start: StartThread = startThread): Backend {
    const backend = sharingBackend(name, count, 8 * megabyte, start);
    backends.push(backend);
    return backend;
  }

  for (const name of simdNames) {
    it(`give the bits of one: ${name}`, async () => {
      const one = createSimdBackend(name, moduleOf(name), 8 * megabyte);
      const three = await allThere(create(name, 3));
      assert.equal(three.threads, 3);
      const cases = [
        lossCases(),
        sequenceCases(),
        optimiserCases(),
        productCases([
          [37, 45, 301],
          [1, 600, 130],
          [131, 39, 260],
        ]),
      ];
      for (const kernelCase of cases.flatMap((some) => [...some])) {
        assert.deepEqual(perform(three, kernelCase), perform(one, kernelCase), kernelCase.title);
      }
    });

    it(`sum in one order: ${name}`, async () => {
      const one = createSimdBackend(name, moduleOf(name), 8 * megabyte);
      const two = await allThere(create(name, 2));
      for (const count of [16_383, 16_385, 100_003, 1_000_001]) {
        const values = randomFloats(count)(count, 1e3);
        for (const each of [one, two]) each.floats(each.base, count).set(values);
        assert.equal(two.kernels.sum(count, two.base), one.kernels.sum(count, one.base));
        assert.equal(two.kernels.sumOfSquares(count, two.base), one.kernels.sumOfSquares(count, one.base));
        const expected = values.reduce((total, value) => total + value, 0);
        assert.ok(Math.abs(one.kernels.sum(count, one.base) - expected) <= 1e-12 * 1e3 * count);
      }
    });
  }

  it('all take part', async () => {
    const [relaxed, plain] = (['relaxed-simd', 'simd'] as const).map((name) =>
      product(createSimdBackend(name, moduleOf(name), 8 * megabyte), 200),
    );
    const differing = plain.filter((value, i) => value !== relaxed[i]).length;
    // Only a machine whose relaxed multiply-add rounds once can tell the two binaries apart.
    if (differing === 0) return;
    const mixed = await allThere(
      create('relaxed-simd', 2, (seat) => startThread({ ...seat, module: moduleOf('simd') })),
    );
    // A busy machine may leave a whole job to one of them, but not for ever.
    for (let [first, second] = [0, 0]; first === 0 || second === 0;) {
      const found = product(mixed, 200);
      const of = (one: number[], other: number[]) => found.filter((x, i) => x === one[i] && x !== other[i]).length;
      [first, second] = [of(relaxed, plain), of(plain, relaxed)];
      assert.equal(first + second, differing);
    }
  });

  it('sleep, wake up, and find their way when jobs come thick and fast', async () => {
    const backend = await allThere(create('simd', 3));
    const one = createSimdBackend('simd', moduleOf('simd'), 8 * megabyte);
    const count = 1000;
    for (const each of [backend, one]) each.floats(each.base, 2 * count).fill(1);
    for (let round = 0; round < 20; round++) {
      for (let i = 0; i < 500; i++) {
        for (const { kernels, base } of [backend, one]) kernels.axpy(count, 0.001, base, base + 4 * count);
      }
      await allThere(backend);
    }
    assert.deepEqual([...backend.floats(backend.base, 2 * count)], [...one.floats(one.base, 2 * count)]);
  });

  it('make the call fail when a kernel traps in one of them', async () => {
    // The work space of this thread would lie beyond the memory.
    const backend = await allThere(create('simd', 2, (seat) => startThread({ ...seat, thread: 10_000 })));
    assert.throws(
      () => {
        for (let i = 0; i < 1000; i++) product(backend, 200);
      },
      { code: 'run.thread-failed', arguments: { reason: 'RuntimeError: memory access out of bounds' } },
    );
    assert.throws(() => product(backend, 200), { code: 'run.thread-failed' });
  });

  it('make the call fail when one could not begin', async () => {
    const nothing = undefined as unknown as WebAssembly.Module;
    const backend = create('simd', 2, (seat) => startThread({ ...seat, module: nothing }));
    await assert.rejects(
      async () => {
        for (;;) {
          product(backend, 64);
          await sleep(5);
        }
      },
      { code: 'run.thread-failed' },
    );
  });

  it('make the call fail when one dies at work', async () => {
    const backend = create('simd', 2, (seat) => {
      const worker = new Worker(path.join(__dirname, 'dying-thread.cjs'), { workerData: seat });
      return once(worker, 'exit');
    });
    await allThere(backend);
    assert.throws(
      () => {
        for (let i = 0; i < 1000; i++) product(backend, 200);
      },
      { code: 'run.thread-failed' },
    );
  });

  it('wait for nobody who never comes', () => {
    const backend = create('simd', 2, () => Promise.resolve());
    assert.deepEqual(product(backend, 100), product(createSimdBackend('simd', moduleOf('simd'), megabyte), 100));
  });

  it('end when they are dismissed', async () => {
    const gone: Promise<unknown>[] = [];
    const backend = create('simd', 3, (seat) => {
      const ended = startThread(seat);
      gone.push(ended);
      return ended;
    });
    await allThere(backend);
    backend.dispose();
    assert.equal((await Promise.all(gone)).length, 2);
    assert.throws(() => product(backend, 200), /dismissed/);
  });
});
