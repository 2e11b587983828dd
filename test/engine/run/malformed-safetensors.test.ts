import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { ByteSource } from '../../../engine/contracts/data';
import { Problem } from '../../../engine/contracts/problem';
import { decodeAnySafetensors } from '../../../engine/run/safetensors';
import { SafetensorsFile } from '../../../engine/run/safetensors-file';
import { elementTypes } from '../../../engine/run/tensor-types';

const known = new Set(['safetensors.truncated', 'safetensors.header', 'safetensors.tensor']);

/** A source that counts what is asked of it, and may lie about nothing but be asked for too much. */
function sourceOf(bytes: Uint8Array) {
  const source = {
    name: 'x.safetensors',
    size: bytes.length,
    asked: 0,
    async read(offset: number, length: number) {
      assert.ok(length <= Math.max(8, bytes.length), `${length} bytes asked of a file of ${bytes.length}`);
      source.asked += length;
      return bytes.slice(offset, offset + length);
    },
  };
  return source satisfies ByteSource;
}

/** Whole reader and slice reader must say the same: a known problem, or tensors that lie inside the file. */
async function examine(bytes: Uint8Array): Promise<boolean> {
  let problem: unknown;
  try {
    const { tensors } = decodeAnySafetensors(bytes, 'x.safetensors');
    for (const { shape, data } of tensors.values()) {
      assert.equal(
        data.length,
        shape.reduce((product, size) => product * size, 1),
      );
      assert.ok(data.length <= bytes.length);
    }
  } catch (error) {
    assert.ok(error instanceof Problem && known.has(error.code), String(error));
    problem = error.code;
  }
  const source = sourceOf(bytes);
  try {
    const file = await SafetensorsFile.open(source);
    for (const tensor of file.header.tensors) {
      const some = await file.values(tensor, 1, 3);
      assert.ok(some.length <= 2);
    }
    assert.ok(source.asked <= bytes.length + 2 * 8 * file.header.tensors.length);
    assert.equal(problem, undefined);
  } catch (error) {
    if (error instanceof assert.AssertionError) throw error;
    assert.ok(error instanceof Problem && known.has(error.code), String(error));
    assert.equal(error.code, problem);
  }
  return problem === undefined;
}

function assemble(length: bigint, text: Uint8Array, data: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(8 + text.length + data.length);
  new DataView(bytes.buffer).setBigUint64(0, length, true);
  bytes.set(text, 8);
  bytes.set(data, 8 + text.length);
  return bytes;
}

const size = fc.oneof(
  { weight: 6, arbitrary: fc.nat(4) },
  fc.constantFrom(-1, 0.5, 2 ** 31, 2 ** 32, 2 ** 53, 2 ** 53 - 1, 1e308, '4', null),
);
const entry = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      dtype: fc.oneof(
        { weight: 8, arbitrary: fc.constantFrom(...Object.keys(elementTypes)) },
        fc.constantFrom('F128', 'toString', '__proto__', '', 7),
      ),
      shape: fc.oneof({ weight: 8, arbitrary: fc.array(size, { maxLength: 4 }) }, fc.jsonValue()),
      data_offsets: fc.oneof({ weight: 8, arbitrary: fc.tuple(size, size) }, fc.array(size, { maxLength: 3 })),
    }),
  },
  fc.jsonValue(),
);
const header = fc.dictionary(
  fc.oneof({ weight: 6, arbitrary: fc.string() }, fc.constantFrom('__metadata__', '__proto__', 'constructor', '')),
  entry,
  { maxKeys: 4 },
);
/** Headers whose tensors follow one another as they should, with one lie at most. */
const plausible = fc
  .tuple(
    fc.array(fc.tuple(fc.constantFrom('F32', 'BF16', 'I64', 'U8'), fc.array(fc.nat(3), { maxLength: 3 })), {
      maxLength: 4,
    }),
    fc.constantFrom('none', 'overlap', 'gap', 'type', 'shape'),
  )
  .map(([tensors, lie]) => {
    let end = 0;
    const entries = tensors.map(([dtype, shape], i) => {
      const { width } = elementTypes[dtype as keyof typeof elementTypes];
      const bytes = shape.reduce((product, n) => product * n, width);
      const shift = i > 0 && lie === 'overlap' ? -1 : i > 0 && lie === 'gap' ? 1 : 0;
      const offsets = [end + shift, end + shift + bytes];
      end += bytes;
      const told = lie === 'type' ? 'F99' : dtype;
      return [`t${i}`, { dtype: told, shape: lie === 'shape' ? [...shape, 2] : shape, data_offsets: offsets }] as const;
    });
    return { header: Object.fromEntries(entries), bytes: end, whole: lie === 'none' || entries.length === 0 };
  });

const encode = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));

describe('malformed safetensors files', () => {
  it('give a problem or tensors, whatever the bytes (4,000 cases)', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 64 }), fc.nat(80), async (noise, length) => {
        await examine(noise);
        if (noise.length >= 8) await examine(assemble(BigInt(length), noise, new Uint8Array(0)));
      }),
      { numRuns: 2000 },
    );
  });

  it('give a problem or tensors, whatever the header says (6,000 cases)', async () => {
    const lies = fc.constantFrom(0n, 1n, -1n, 1n << 20n, 1n << 53n, (1n << 64n) - 1n);
    await fc.assert(
      fc.asyncProperty(header, lies, fc.nat(48), async (value, lie, dataBytes) => {
        const text = encode(value);
        const length = BigInt.asUintN(64, BigInt(text.length) + lie);
        await examine(assemble(length, text, new Uint8Array(dataBytes)));
      }),
      { numRuns: 6000 },
    );
  });

  it('are told from whole ones: overlaps, gaps, wrong types and shapes, cut ends (3,000 cases)', async () => {
    await fc.assert(
      fc.asyncProperty(plausible, fc.nat(2), async ({ header: value, bytes, whole }, cut) => {
        const text = encode(value);
        const kept = new Uint8Array(Math.max(0, bytes - cut));
        const good = await examine(assemble(BigInt(text.length), text, kept));
        if (whole && kept.length === bytes) assert.ok(good);
        if (kept.length < bytes) assert.ok(!good);
      }),
      { numRuns: 3000 },
    );
  });

  it('with a header of many megabytes are refused by what the file holds', async () => {
    await examine(assemble(100_000_001n, new Uint8Array(8), new Uint8Array(0)));
    const deep = new TextEncoder().encode('['.repeat(1_000_000));
    assert.equal(await examine(assemble(BigInt(deep.length), deep, new Uint8Array(0))), false);
  });
});

describe('element types', () => {
  const read = (name: keyof typeof elementTypes, ...bytes: number[]) => [
    ...elementTypes[name].values(Uint8Array.from(bytes)),
  ];

  it('are read as the numbers they stand for', () => {
    assert.deepEqual(read('F16', 0x00, 0x3c, 0x00, 0xc0, 0x01, 0x00, 0x00, 0x7c), [1, -2, 2 ** -24, Infinity]);
    assert.deepEqual(read('BF16', 0x80, 0x3f, 0x40, 0xc0), [1, -3]);
    assert.deepEqual(read('F8_E4M3', 0x38, 0xbc, 0x01, 0x7f), [1, -1.5, 2 ** -9, NaN]);
    assert.deepEqual(read('F8_E5M2', 0x3c, 0x7c, 0xc0), [1, Infinity, -2]);
    assert.deepEqual(read('I64', 0xfe, 255, 255, 255, 255, 255, 255, 255), [-2]);
    assert.deepEqual(read('U32', 255, 255, 255, 255), [2 ** 32 - 1]);
    assert.deepEqual(read('I16', 0xff, 0xff), [-1]);
    assert.deepEqual(read('BOOL', 0, 1), [0, 1]);
  });
});
