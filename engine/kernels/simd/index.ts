import type { Backend, BackendName, Kernels, MatmulArguments, SequenceRows, UnaryName } from '../../contracts/backend';

/** First byte of the work space in which the product packs its operands (623 KiB, see assembly/matmul.ts). */
const work = 64;

/** First byte after the work space. */
export const simdBase = 10 * 2 ** 16;

const pageBytes = 2 ** 16;

type SequenceName = `${'elman' | 'lstm' | 'gru'}Sequence${'Forward' | 'Backward'}`;
type Named = 'unary' | 'unaryBackward' | 'matmul' | 'matmulBatch' | SequenceName;
type Map = (count: number, x: number, out: number) => void;
type Numbers = (...values: (number | boolean)[]) => void;
type Slope = (count: number, x: number, y: number, dy: number, dx: number) => void;
type Product = [
  m: number,
  n: number,
  k: number,
  a: number,
  lda: number,
  transposeA: boolean,
  b: number,
  ldb: number,
  transposeB: boolean,
  c: number,
  ldc: number,
  accumulate: boolean,
  work: number,
];

/** What the binaries export: most kernels as they are, the others without names and objects. */
interface Exports extends Omit<Kernels, Named>, Record<SequenceName, Numbers> {
  sigmoidForward: Map;
  tanhForward: Map;
  reluForward: Map;
  expForward: Map;
  logForward: Map;
  sigmoidBackward: Slope;
  tanhBackward: Slope;
  reluBackward: Slope;
  expBackward: Slope;
  logBackward: Slope;
  matmul(...product: Product): void;
  matmulBatch(count: number, stepA: number, stepB: number, stepC: number, ...product: Product): void;
}

function productOf({ m, n, k, a, lda, transposeA, b, ldb, transposeB, c, ldc, accumulate }: MatmulArguments): Product {
  return [m, n, k, a, lda, transposeA, b, ldb, transposeB, c, ldc, accumulate, work];
}

function kernelsOf(compiled: Exports): Kernels {
  const forward: Record<UnaryName, Map> = {
    sigmoid: compiled.sigmoidForward,
    tanh: compiled.tanhForward,
    relu: compiled.reluForward,
    exp: compiled.expForward,
    log: compiled.logForward,
  };
  const backward: Record<UnaryName, Slope> = {
    sigmoid: compiled.sigmoidBackward,
    tanh: compiled.tanhBackward,
    relu: compiled.reluBackward,
    exp: compiled.expBackward,
    log: compiled.logBackward,
  };
  /** The arguments that all whole-sequence kernels begin with. */
  const rowsOf = ({ time, batch, units, reverse, firstRow, rows, packed }: SequenceRows) =>
    [time, batch, units, reverse, firstRow, rows, packed] as const;
  return {
    ...compiled,
    unary: (name, count, x, out) => forward[name](count, x, out),
    unaryBackward: (name, count, x, y, dy, dx) => backward[name](count, x, y, dy, dx),
    matmul: (call) => compiled.matmul(...productOf(call)),
    matmulBatch: (call) => compiled.matmulBatch(call.count, call.stepA, call.stepB, call.stepC, ...productOf(call)),
    elmanSequenceForward: (call) =>
      compiled.elmanSequenceForward(...rowsOf(call), call.activation === 'relu', call.h0, call.h),
    elmanSequenceBackward: (call) =>
      compiled.elmanSequenceBackward(
        ...rowsOf(call),
        call.activation === 'relu',
        call.h,
        call.dy,
        call.dgates,
        call.dh,
      ),
    lstmSequenceForward: (call) =>
      compiled.lstmSequenceForward(...rowsOf(call), call.gates, call.h0, call.c0, call.h, call.c),
    lstmSequenceBackward: (call) =>
      compiled.lstmSequenceBackward(
        ...rowsOf(call),
        call.gates,
        call.c0,
        call.c,
        call.dyh,
        call.dyc,
        call.dgates,
        call.dh,
        call.dc,
      ),
    gruSequenceForward: (call) =>
      compiled.gruSequenceForward(...rowsOf(call), call.biasCandidate, call.gates, call.candidate, call.h0, call.h),
    gruSequenceBackward: (call) =>
      compiled.gruSequenceBackward(
        ...rowsOf(call),
        call.gates,
        call.candidate,
        call.h0,
        call.h,
        call.dy,
        call.dgates,
        call.dcandidate,
        call.dh,
      ),
  };
}

/**
 * The kernels of the compiled `module`, in 32 bit, on memory of `bytes` (rounded up to pages of 64 KiB; 4 GiB at most),
 * which is set aside at once and never grows.
 *
 * @throws RangeError when the host cannot give that much memory
 */
export function createSimdBackend(
  name: Exclude<BackendName, 'reference'>,
  module: WebAssembly.Module,
  bytes: number,
): Backend {
  const pages = Math.ceil(Math.max(bytes, simdBase) / pageBytes);
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
  const instance = new WebAssembly.Instance(module, { env: { memory } });
  return {
    name,
    type: 'f32',
    planning: false,
    base: simdBase,
    bytes: pages * pageBytes,
    kernels: kernelsOf(instance.exports as unknown as Exports),
    floats: (pointer, count) => new Float32Array(memory.buffer, pointer, count),
    ints: (pointer, count) => new Int32Array(memory.buffer, pointer, count),
  };
}

/** A module whose one function holds a relaxed instruction: f32x4.relaxed_madd of three zeros. */
const relaxedProbe = Uint8Array.from(
  [
    [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    // Type 0: () -> v128; function 0 of type 0.
    [0x01, 0x05, 0x01, 0x60, 0x00, 0x01, 0x7b, 0x03, 0x02, 0x01, 0x00],
    // Code: three times i32.const 0, i8x16.splat; f32x4.relaxed_madd; end.
    [0x0a, 0x13, 0x01, 0x11, 0x00],
    [0x41, 0x00, 0xfd, 0x0f, 0x41, 0x00, 0xfd, 0x0f, 0x41, 0x00, 0xfd, 0x0f],
    [0xfd, 0x85, 0x02, 0x0b],
  ].flat(),
);

/** Whether the host takes relaxed SIMD (fused multiply-add). */
export function relaxedSimdSupported(): boolean {
  return WebAssembly.validate(relaxedProbe);
}
