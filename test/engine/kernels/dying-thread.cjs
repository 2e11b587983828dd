// A thread of a backend that is gone as soon as it would take a part: as after a crash, nobody counts it out.
require('../../setup.cjs');
const { workerData } = require('node:worker_threads');
const { leave, takeSeat } = require('../../../engine/kernels/simd');
process.once('exit', () => leave(workerData));
Atomics.sub = () => process.exit(1);
takeSeat(workerData);
