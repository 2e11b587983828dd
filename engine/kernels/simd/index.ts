import type { Backend, BackendName } from '../../contracts/backend';
import type { Blas } from './accelerated';
import { kernelsOf } from './kernels';
import { Team, type Threads, workOf } from './team';

export type { Blas, Sgemm } from './accelerated';
export { type Seat, type StartThread, type Threads, leave, takeSeat } from './team';

const pageBytes = 2 ** 16;

/** First byte behind the work space of so many threads. */
export const simdBase = (threads: number): number => workOf(threads);

const alone: Threads = {
  count: 1,
  start: () => {
    throw new Error('one thread needs no other');
  },
};

/**
 * The kernels of the compiled `module`, in 32 bit, on memory of `bytes` (rounded up to pages of 64 KiB; 4 GiB at most),
 * which is set aside at once and never grows. Results have the same bits with any number of threads.
 *
 * @throws RangeError when the host cannot give that much memory
 */
export function createSimdBackend(
  name: Exclude<BackendName, 'reference'>,
  module: WebAssembly.Module,
  bytes: number,
  threads: Threads = alone,
  blas?: Blas,
): Backend {
  const base = simdBase(threads.count);
  const pages = Math.ceil(Math.max(bytes, base) / pageBytes);
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
  const team = new Team(module, memory, threads, blas?.on(memory));
  return {
    name,
    type: 'f32',
    planning: false,
    threads: threads.count,
    library: blas?.name,
    base,
    bytes: pages * pageBytes,
    kernels: kernelsOf(team.compiled, workOf(0)),
    floats: (pointer, count) => new Float32Array(memory.buffer, pointer, count),
    ints: (pointer, count) => new Int32Array(memory.buffer, pointer, count),
    dispose: () => team.dismiss(),
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
