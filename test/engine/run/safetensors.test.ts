import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Checkpoint, StoredTensor } from '../../../engine/contracts/checkpoint';
import { Problem } from '../../../engine/contracts/problem';
import { decodeSafetensors, encodeSafetensors } from '../../../engine/run/safetensors';

const file = 'x.safetensors';

function fails(bytes: Uint8Array, code: string): void {
  assert.throws(
    () => decodeSafetensors(bytes, file),
    (error) => error instanceof Problem && error.code === code,
  );
}

function assemble(header: unknown, dataBytes: number): Uint8Array {
  const text = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header));
  const bytes = new Uint8Array(8 + text.length + dataBytes);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true);
  bytes.set(text, 8);
  return bytes;
}

const tensor: fc.Arbitrary<StoredTensor> = fc
  .tuple(fc.array(fc.nat(3), { maxLength: 3 }), fc.constantFrom(Float32Array, Float64Array, Int32Array), fc.nat(1000))
  .map(([shape, type, first]) => {
    const size = shape.reduce((product, n) => product * n, 1);
    return { shape, data: new type(size).map((_, i) => first + i) };
  });

const checkpoint: fc.Arbitrary<Checkpoint> = fc.record({
  tensors: fc
    .uniqueArray(fc.tuple(fc.string(), tensor), { selector: ([name]) => name, maxLength: 6 })
    .map((entries) => new Map(entries.filter(([name]) => name !== '__metadata__'))),
  metadata: fc.dictionary(fc.string(), fc.string(), { noNullPrototype: true }),
});

describe('safetensors', () => {
  it('gives back what was written, aligned to eight bytes', () => {
    fc.assert(
      fc.property(checkpoint, (written) => {
        const bytes = encodeSafetensors(written);
        assert.equal(new DataView(bytes.buffer).getBigUint64(0, true) % 8n, 0n);
        // Inside a larger buffer at an odd place, as a pooled read leaves it.
        const moved = new Uint8Array(bytes.length + 3).subarray(3);
        moved.set(bytes);
        const read = decodeSafetensors(moved, file);
        assert.deepEqual(read.metadata, written.metadata);
        const byName = (tensors: Checkpoint['tensors']) => [...tensors].sort(([a], [b]) => (a < b ? -1 : 1));
        assert.deepEqual(byName(read.tensors), byName(written.tensors));
      }),
    );
  });

  it('refuses every file that was cut off', () => {
    const bytes = encodeSafetensors({
      tensors: new Map([['w', { shape: [2], data: Float32Array.of(1, 2) }]]),
      metadata: {},
    });
    for (let length = 0; length < bytes.length; length++) {
      assert.throws(() => decodeSafetensors(bytes.subarray(0, length), file), Problem, String(length));
    }
  });

  it('never fails but with a Problem, whatever byte is damaged', () => {
    const bytes = encodeSafetensors({
      tensors: new Map([
        ['a', { shape: [2, 2], data: Float32Array.of(1, 2, 3, 4) }],
        ['b', { shape: [1], data: Int32Array.of(7) }],
      ]),
      metadata: { step: '3' },
    });
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.nat(255), (at, value) => {
        const damaged = bytes.slice();
        damaged[at] = value;
        try {
          decodeSafetensors(damaged, file);
        } catch (error) {
          assert.ok(error instanceof Problem, String(error));
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('refuses headers that lie', () => {
    const w = { dtype: 'F32', shape: [2], data_offsets: [0, 8] };
    assert.deepEqual([...decodeSafetensors(assemble({ w }, 8), file).tensors.keys()], ['w']);
    fails(assemble({ w: { ...w, shape: [3] } }, 8), 'safetensors.tensor');
    fails(assemble({ w: { ...w, shape: [-1, -2] } }, 8), 'safetensors.tensor');
    fails(assemble({ w: { ...w, dtype: 'F16' } }, 8), 'safetensors.tensor');
    fails(assemble({ w: { ...w, dtype: 'toString' } }, 8), 'safetensors.tensor');
    fails(assemble({ w: { ...w, data_offsets: [8, 0] } }, 8), 'safetensors.tensor');
    fails(assemble({ w: { ...w, data_offsets: [4, 12] } }, 12), 'safetensors.tensor');
    fails(assemble({ w, v: w }, 8), 'safetensors.tensor');
    fails(assemble({ w }, 12), 'safetensors.header');
    fails(assemble({ w }, 4), 'safetensors.truncated');
    fails(assemble({ w, __metadata__: { n: 1 } }, 8), 'safetensors.header');
    fails(assemble('[]', 0), 'safetensors.header');
    fails(assemble('{', 0), 'safetensors.header');
    const huge = new Uint8Array(16);
    new DataView(huge.buffer).setBigUint64(0, 1n << 60n, true);
    fails(huge, 'safetensors.header');
  });
});
