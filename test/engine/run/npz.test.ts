import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { zipSync } from 'fflate';
import fc from 'fast-check';
import type { StoredTensor } from '../../../engine/contracts/checkpoint';
import { Problem } from '../../../engine/contracts/problem';
import { decodeNpz, encodeNpz } from '../../../engine/run/npz';
import { useFolder } from '../node/support/folders';
import { pythonWithTorch } from '../support/python';

const limit = 2 ** 20;
const tensors = new Map<string, StoredTensor>([
  ['rnn.weight_ih_l0', { shape: [2, 3], data: Float32Array.of(1, 2, 3, 4, 5, -6.5) }],
  ['bias', { shape: [2], data: Float64Array.of(0.1, 1e300) }],
  ['ids', { shape: [], data: Int32Array.of(-7) }],
]);

function fails(bytes: Uint8Array, code: string): void {
  assert.throws(
    () => decodeNpz(bytes, 'x.npz', limit),
    (error) => error instanceof Problem && error.code === code,
  );
}

describe('npz', () => {
  const folder = useFolder();

  /** The file that NumPy writes for a Python expression that gives a dictionary of arrays. */
  function fromNumpy(expression: string, compressed = false): Uint8Array {
    const file = path.join(folder(), 'x.npz');
    const save = compressed ? 'savez_compressed' : 'savez';
    const script = `import numpy as np, sys; np.${save}(sys.argv[1], **${expression})`;
    execFileSync(pythonWithTorch(), ['-c', script, file]);
    return fs.readFileSync(file);
  }

  it('gives back what was written', () => {
    assert.deepEqual(decodeNpz(encodeNpz(tensors), 'x.npz', limit), tensors);
    assert.deepEqual(encodeNpz(tensors), encodeNpz(tensors));
  });

  it('is read by NumPy', () => {
    const file = path.join(folder(), 'x.npz');
    fs.writeFileSync(file, encodeNpz(tensors));
    const script = `import numpy as np, json, sys
a = np.load(sys.argv[1])
print(json.dumps({n: [str(a[n].dtype), list(a[n].shape), a[n].ravel().tolist()] for n in a.files}))`;
    const read = JSON.parse(execFileSync(pythonWithTorch(), ['-c', script, file], { encoding: 'utf8' })) as unknown;
    assert.deepEqual(read, {
      'rnn.weight_ih_l0': ['float32', [2, 3], [1, 2, 3, 4, 5, -6.5]],
      bias: ['float64', [2], [0.1, 1e300]],
      ids: ['int32', [], [-7]],
    });
  });

  it('reads what NumPy writes: types, orders, compression', () => {
    const expression = `{'a': np.arange(24, dtype=np.float32).reshape(2, 3, 4),
      'f': np.asfortranarray(np.arange(24, dtype=np.float64).reshape(2, 3, 4)),
      'h': np.array([1.5, -2], np.float16), 'i': np.array([[3], [2**40]], np.int64), 'b': np.array([True, False])}`;
    for (const compressed of [false, true]) {
      const read = decodeNpz(fromNumpy(expression, compressed), 'x.npz', limit);
      const numbers = Array.from({ length: 24 }, (_, i) => i);
      assert.deepEqual(read.get('a'), { shape: [2, 3, 4], data: Float32Array.from(numbers) });
      assert.deepEqual(read.get('f'), { shape: [2, 3, 4], data: Float64Array.from(numbers) });
      assert.deepEqual(read.get('h'), { shape: [2], data: Float32Array.of(1.5, -2) });
      assert.deepEqual(read.get('i'), { shape: [2, 1], data: Float64Array.of(3, 2 ** 40) });
      assert.deepEqual(read.get('b'), { shape: [2], data: Float32Array.of(1, 0) });
    }
  });

  it('refuses arrays of objects and text', () => {
    fails(fromNumpy(`{'a': np.array(['x', 'yz'])}`), 'npz.array');
    fails(fromNumpy(`{'a': np.array([{}], dtype=object)}`), 'npz.array');
  });

  it('refuses bombs before it unpacks them', () => {
    const bomb = zipSync({ 'a.npy': new Uint8Array(50_000_000) });
    assert.ok(bomb.length < 100_000);
    fails(bomb, 'npz.too-large');
    const many = zipSync({ 'a.npy': [new Uint8Array(600_000), { level: 0 }], 'b.npy': new Uint8Array(600_000) });
    fails(many, 'npz.too-large');
  });

  it('refuses what is no archive, and one that lies about its number of entries', () => {
    fails(new Uint8Array(0), 'npz.damaged');
    fails(new Uint8Array(100), 'npz.damaged');
    const bytes = encodeNpz(tensors);
    const lying = bytes.slice();
    new DataView(lying.buffer).setUint16(bytes.length - 22 + 8, 0xfffe, true);
    fails(lying, 'npz.damaged');
  });

  it('never fails but with a Problem, whatever bytes are damaged or cut off (10,000 cases)', () => {
    const whole = [encodeNpz(tensors), zipSync({ 'a.npy': encodeNpz(tensors) })];
    const damage = fc.array(fc.tuple(fc.nat(100_000), fc.nat(255)), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(fc.constantFrom(...whole), damage, fc.oneof(fc.constant(0), fc.nat(400)), (bytes, changes, cut) => {
        const damaged = bytes.slice(0, Math.max(0, bytes.length - cut));
        for (const [at, value] of changes) if (damaged.length > 0) damaged[at % damaged.length] = value;
        try {
          for (const { shape, data } of decodeNpz(damaged, 'x.npz', limit).values()) {
            assert.equal(
              data.length,
              shape.reduce((product, size) => product * size, 1),
            );
          }
        } catch (error) {
          assert.ok(error instanceof Problem && error.code.startsWith('npz.'), String(error));
        }
      }),
      { numRuns: 10_000 },
    );
  });
});
