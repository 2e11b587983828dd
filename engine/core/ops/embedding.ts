import type { LookUp, Op, Tensor } from '../../contracts/tensor';
import { misfit } from '../shape';

/** Rows of a table `[entries, units]` by number: int ids `[...]` -> `[..., units]`. */
export const embeddingOp: Op<undefined> = {
  name: 'embedding',
  shapes: ([table, ids]) => {
    if (table.shape.length !== 2 || ids.element !== 'int') throw misfit('embedding', table.shape, ids.shape);
    return [[...ids.shape, table.shape[1]]];
  },
  forward({ kernels }, [table, ids], [y]) {
    kernels.gatherRows(ids.size, table.shape[1], table.pointer, ids.pointer, y.pointer);
  },
  backward({ kernels }, [table, ids], [y]) {
    kernels.scatterAddRows(ids.size, table.shape[1], y.gradient, ids.pointer, table.gradient);
  },
};

export const embedding = (table: Tensor, ids: Tensor): Tensor =>
  table.tape.apply(embeddingOp, [table, ids], undefined)[0];

export const written = (x: Tensor | LookUp): Tensor => ('ids' in x ? embedding(x.table, x.ids) : x);
