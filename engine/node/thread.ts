import { workerData } from 'node:worker_threads';
import { leave, type Seat, takeSeat } from '../kernels/simd';

/* What runs in each thread of a backend but the first. */

const seat = workerData as Seat;
process.once('exit', () => leave(seat));
takeSeat(seat);
