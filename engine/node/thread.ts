import { workerData } from 'node:worker_threads';
import { leave, takeSeat } from '../kernels/simd';
import { openBlas } from './blas';
import type { ThreadData } from './threads';

/* What runs in each thread of a backend but the first. */

const { seat, seated } = workerData as ThreadData;
process.once('exit', () => leave(seat));
try {
  const product = seat.accelerated ? openBlas().on(seat.memory) : undefined;
  sit();
  takeSeat(seat, product);
} finally {
  sit();
}

/** From here on it may be ended at any time. */
function sit(): void {
  Atomics.store(seated, 0, 1);
  Atomics.notify(seated, 0);
}
