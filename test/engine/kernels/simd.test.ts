import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { createSimdBackend, relaxedSimdSupported, simdBase } from '../../../engine/kernels/simd';
import { sequenceCalls } from './cases';
import { perform } from './playground';

const build = path.join(__dirname, '../../../engine/kernels/simd/build');
const moduleOf = (name: string) => new WebAssembly.Module(fs.readFileSync(path.join(build, `${name}.wasm`)));

describe('SIMD backends', () => {
  for (const name of ['simd', 'relaxed-simd'] as const) {
    it(`${name} sets its memory aside at once, in whole pages`, () => {
      const backend = createSimdBackend(name, moduleOf(name), 5_000_001);
      assert.equal(backend.name, name);
      assert.equal(backend.base, simdBase(1));
      assert.equal(backend.bytes, Math.ceil(5_000_001 / 65536) * 65536);
      const last = backend.bytes - 4;
      backend.kernels.fill(1, 2.5, last);
      assert.equal(backend.floats(last, 1)[0], 2.5);
      assert.throws(() => backend.kernels.fill(2, 1, last), WebAssembly.RuntimeError);
    });

    it(`${name} asks for nothing but a memory, and lays nothing out in it`, () => {
      const module = moduleOf(name);
      assert.deepEqual(
        WebAssembly.Module.imports(module).map(({ module: from, name: what }) => `${from}.${what}`),
        ['env.memory'],
      );
      const backend = createSimdBackend(name, module, 0);
      assert.ok(backend.ints(0, backend.bytes / 4).every((word) => word === 0));
    });

    it(`${name} keeps the product's copies within its work space`, () => {
      const [m, n, k] = [200, 600, 300];
      const backend = createSimdBackend(name, moduleOf(name), 8 * 2 ** 20);
      const a = backend.base + 64;
      const b = a + m * k * 4;
      const c = b + n * k * 4;
      backend.ints(backend.base, 16).fill(77);
      backend.ints(0, 16).fill(77);
      for (const transposeA of [false, true]) {
        for (const transposeB of [false, true]) {
          const lda = transposeA ? m : k;
          const ldb = transposeB ? k : n;
          backend.kernels.matmul({ m, n, k, a, lda, transposeA, b, ldb, transposeB, c, ldc: n, accumulate: false });
        }
      }
      assert.ok(backend.ints(backend.base, 16).every((word) => word === 77));
      assert.ok(backend.ints(0, 16).every((word) => word === 77));
    });

    it(`${name} gives the elements of a product the same bits whatever rows and columns come along`, () => {
      const [m, n, k] = [37, 45, 301];
      const backend = createSimdBackend(name, moduleOf(name), 2 ** 21);
      const a = backend.base;
      const b = a + m * k * 4;
      const whole = b + n * k * 4;
      const part = whole + m * n * 4;
      for (let i = 0; i < (m + n) * k; i++) backend.floats(a, (m + n) * k)[i] = Math.sin(i * i);
      for (const [transposeA, transposeB, accumulate] of [
        [false, true, false],
        [false, false, false],
        [true, false, false],
        [true, true, false],
        [false, true, true],
        [false, false, true],
        [true, false, true],
      ]) {
        const lda = transposeA ? m : k;
        const ldb = transposeB ? k : n;
        const layout = { k, lda, transposeA, ldb, transposeB, ldc: n, accumulate };
        for (const c of [whole, part]) backend.kernels.copy(m * n, a + 4 * 77, c);
        backend.kernels.matmul({ ...layout, m, n, a, b, c: whole });
        for (const [row, rows] of [
          [0, 1],
          [1, 2],
          [3, 3],
          [6, 20],
          [26, 11],
        ]) {
          for (const [column, columns] of [
            [0, 3],
            [3, 33],
            [36, 9],
          ]) {
            backend.kernels.matmul({
              ...layout,
              m: rows,
              n: columns,
              a: a + 4 * row * (transposeA ? 1 : lda),
              b: b + 4 * column * (transposeB ? ldb : 1),
              c: part + 4 * (row * n + column),
            });
          }
        }
        assert.deepEqual(backend.ints(part, m * n), backend.ints(whole, m * n));
      }
    });

    it(`${name} gives the rows of a sequence the same bits whatever rows come along`, () => {
      const backend = createSimdBackend(name, moduleOf(name), 2 ** 22);
      for (const units of [7, 20]) {
        for (const reverse of [false, true]) {
          const where = { time: 3, batch: 14, units, reverse };
          const whole = [...sequenceCalls({ ...where, firstRow: 0, rows: 14 })];
          const outcome = whole.map((kernelCase) => perform(backend, kernelCase).floats);
          let firstRow = 0;
          for (const rows of [1, 2, 5, 6]) {
            for (const [i, kernelCase] of [...sequenceCalls({ ...where, firstRow, rows })].entries()) {
              for (const [array, values] of Object.entries(perform(backend, kernelCase).floats)) {
                // Rows that do not come along keep what they held before.
                const before = whole[i].floats[array];
                const changed = values.map((value, at) => value !== before[at]);
                const wrong = values.findIndex((value, at) => changed[at] && value !== outcome[i][array][at]);
                assert.equal(wrong, -1, `${kernelCase.title} ${array}`);
              }
            }
            firstRow += rows;
          }
        }
      }
    });

    it(`${name} reaches memory beyond 2 GiB`, () => {
      const backend = createSimdBackend(name, moduleOf(name), 2 ** 31 + 2 ** 20);
      const at = 2 ** 31 + 4096;
      backend.floats(at, 40).set(Array.from({ length: 40 }, (_, i) => i));
      backend.kernels.scale(17, 2, at, at + 80);
      assert.deepEqual(
        [...backend.floats(at + 80, 17)],
        Array.from({ length: 17 }, (_, i) => 2 * i),
      );
      assert.equal(backend.kernels.sum(17, at + 80), 272);
      backend.kernels.matmul({
        m: 1,
        n: 2,
        k: 8,
        a: at,
        lda: 8,
        transposeA: false,
        b: at,
        ldb: 8,
        transposeB: true,
        c: at + 80,
        ldc: 2,
        accumulate: false,
      });
      assert.deepEqual([...backend.floats(at + 80, 2)], [140, 364]);
    });
  }

  it('says whether the host has relaxed SIMD', () => {
    // The binary itself is the proof.
    const bytes = fs.readFileSync(path.join(build, 'relaxed-simd.wasm'));
    assert.equal(relaxedSimdSupported(), WebAssembly.validate(bytes));
  });
});
