import { workerData } from 'node:worker_threads';
import { leave, type Seat, takeSeat } from '../kernels/simd';
import { openBlas } from './blas';

/* What runs in each thread of a backend but the first. */

const seat = workerData as Seat;
process.once('exit', () => leave(seat));
takeSeat(seat, seat.accelerated ? openBlas().on(seat.memory) : undefined);
