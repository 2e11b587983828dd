import type { Op, Tensor } from '../../contracts/tensor';

/** Rows of `[time * batch, ...]` that a padded batch is read in, by the mask `[time, batch]`: 1 for real steps, then 0. */
type Choose = (length: number, time: number, batch: number, sequence: number, rows: Int32Array) => void;

function rowsOp(name: string, shape: (mask: Tensor) => number[], choose: Choose): Op<undefined> {
  return {
    name,
    element: 'int',
    shapes: ([mask]) => [shape(mask)],
    forward(backend, [mask], [rows]) {
      if (backend.planning) return;
      const [time, batch] = mask.shape;
      const real = backend.floats(mask.pointer, mask.size);
      const out = backend.ints(rows.pointer, rows.size);
      for (let b = 0; b < batch; b++) {
        let length = 0;
        while (length < time && real[length * batch + b] !== 0) length++;
        choose(length, time, batch, b, out);
      }
    },
    backward() {
      // Numbers of rows.
    },
  };
}

/** `[batch]`: the last real step of each sequence (the first where none is real). */
export const lastRowsOp = rowsOp(
  'lastRows',
  ({ shape }) => [shape[1]],
  (length, _time, batch, b, rows) => (rows[b] = Math.max(0, length - 1) * batch + b),
);

/** `[time, batch]`: the real steps of each sequence from last to first, padding where it was. Undoes itself. */
export const reversedRowsOp = rowsOp(
  'reversedRows',
  ({ shape }) => [...shape],
  (length, time, batch, b, rows) => {
    for (let t = 0; t < time; t++) rows[t * batch + b] = (t < length ? length - 1 - t : t) * batch + b;
  },
);

export const lastRows = (mask: Tensor): Tensor => mask.tape.apply(lastRowsOp, [mask], undefined)[0];
export const reversedRows = (mask: Tensor): Tensor => mask.tape.apply(reversedRowsOp, [mask], undefined)[0];
