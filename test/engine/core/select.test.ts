import assert from 'node:assert/strict';
import { Selection } from '../../../engine/core/select';
import { Tape } from '../../../engine/core/tape';
import { reference64 } from '../support/backends';
import { constant, read } from '../support/tensors';

describe('selection of sequences of a batch', () => {
  it('repeats, swaps and leaves out states and what a decoder may look at', () => {
    const tape = new Tape(reference64.create());
    const h = constant(tape, [3, 2], [1, 2, 3, 4, 5, 6]);
    // [time 2, batch 3, size 1]
    const mask = constant(tape, [2, 3, 1], [10, 20, 30, 11, 21, 31]);
    const { state, context } = new Selection(tape, 3, [2, 0, 2, 2]).memory({ state: { h }, context: { mask } });
    assert.deepEqual(state.h.shape, [4, 2]);
    assert.deepEqual(read(state.h), [5, 6, 1, 2, 5, 6, 5, 6]);
    assert.deepEqual(context.mask.shape, [2, 4, 1]);
    assert.deepEqual(read(context.mask), [30, 10, 30, 30, 31, 11, 31, 31]);
  });
});
