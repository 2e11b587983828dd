import assert from 'node:assert/strict';
import { add, scale } from '../../../engine/core/ops/arithmetic';
import { Tape } from '../../../engine/core/tape';
import { reference64 } from '../support/backends';

describe('captured calls of kernels', () => {
  const backend = reference64.create();

  it('compute the same of other numbers', () => {
    const tape = new Tape(backend);
    const x = tape.buffer([3]);
    const values = backend.floats(x.pointer, 3);
    values.set([1, 2, 3]);
    let y = x;
    const again = tape.inference(() => tape.capture(() => (y = add(scale(x, 2), x))));
    assert.deepEqual([...backend.floats(y.pointer, 3)], [3, 6, 9]);
    values.set([5, 0, -1]);
    again();
    assert.deepEqual([...backend.floats(y.pointer, 3)], [15, 0, -3]);
    assert.equal(tape.backend, backend, 'later calls are not captured');
  });

  it('may not depend on numbers that will be others', () => {
    const tape = new Tape(backend);
    const x = tape.buffer([3]);
    const looks: (() => unknown)[] = [
      () => tape.backend.floats(x.pointer, 3),
      () => tape.backend.ints(x.pointer, 3),
      () => tape.backend.kernels.sum(3, x.pointer),
      () => tape.backend.kernels.sumOfSquares(3, x.pointer),
    ];
    for (const look of looks) {
      assert.throws(() => tape.capture(() => void look()), /may not look at numbers/);
      assert.equal(tape.backend, backend);
    }
  });
});
