import type { Kernels } from '../../contracts/backend';
import type { Op, Tensor } from '../../contracts/tensor';
import { columnsOf, misfit, rowsOf } from '../shape';
import { blockOf } from '../tape';

/** out (+)= x w^T for dense x `[rows, inputs]`, w `[outputs, inputs]`. */
export function project(
  kernels: Kernels,
  rows: number,
  inputs: number,
  outputs: number,
  x: number,
  w: number,
  out: number,
  accumulate: boolean,
): void {
  kernels.matmul({
    m: rows,
    n: outputs,
    k: inputs,
    a: x,
    lda: inputs,
    transposeA: false,
    b: w,
    ldb: inputs,
    transposeB: true,
    c: out,
    ldc: outputs,
    accumulate,
  });
}

/**
 * out = x w^T + b for x `[rows, inputs]`. While weights are frozen, w is laid out once for all such products.
 *
 * @param bias 0 for none
 */
export function linearForward(rows: number, x: number, w: Tensor, bias: number, out: number): void {
  const { tape, path } = w;
  const lasting = path !== undefined && blockOf(w) === w;
  const { kernels } = tape.backend;
  const [outputs, inputs] = w.shape;
  if (!tape.frozen || !lasting) {
    project(kernels, rows, inputs, outputs, x, w.pointer, out, false);
    if (bias !== 0) kernels.addBias(rows, outputs, out, bias, out);
    return;
  }
  if (bias === 0) kernels.fill(rows * outputs, 0, out);
  else kernels.copyRows(rows, outputs, bias, 0, out, outputs, false);
  tape.made(
    w,
    Math.ceil(outputs / 8) * 8 * inputs,
    (packed) => kernels.packWeight(outputs, inputs, w.pointer, packed),
    (packed) => kernels.multiplyPacked(rows, outputs, inputs, x, packed, out),
  );
}

/** dx (+)= dy w: the way back of `project` to its input. */
export function projectBack(
  kernels: Kernels,
  rows: number,
  inputs: number,
  outputs: number,
  dy: number,
  w: number,
  dx: number,
  accumulate: boolean,
): void {
  kernels.matmul({
    m: rows,
    n: inputs,
    k: outputs,
    a: dy,
    lda: outputs,
    transposeA: false,
    b: w,
    ldb: inputs,
    transposeB: false,
    c: dx,
    ldc: inputs,
    accumulate,
  });
}

/** dw += dy^T x: the way back of `project` to its weight. */
export function projectWeight(
  kernels: Kernels,
  rows: number,
  inputs: number,
  outputs: number,
  dy: number,
  x: number,
  dw: number,
): void {
  kernels.matmul({
    m: outputs,
    n: inputs,
    k: rows,
    a: dy,
    lda: outputs,
    transposeA: true,
    b: x,
    ldb: inputs,
    transposeB: false,
    c: dw,
    ldc: inputs,
    accumulate: true,
  });
}

/** y = x w^T + b with x `[..., inputs]`, w `[outputs, inputs]`, b `[outputs]` (optional). */
export const linearOp: Op<undefined> = {
  name: 'linear',
  shapes: ([x, w, b]) => {
    const [outputs, inputs] = w.shape;
    if (w.shape.length !== 2 || columnsOf(x.shape) !== inputs || (b && b.size !== outputs)) {
      throw misfit('linear', x.shape, w.shape, ...(b ? [b.shape] : []));
    }
    return [[...x.shape.slice(0, -1), outputs]];
  },
  forward(_backend, [x, w, b], [y]) {
    linearForward(rowsOf(x.shape), x.pointer, w, b?.pointer ?? 0, y.pointer);
  },
  backward({ kernels }, [x, w, b], [y]) {
    const [outputs, inputs] = w.shape;
    const rows = rowsOf(x.shape);
    if (x.tracked) projectBack(kernels, rows, inputs, outputs, y.gradient, w.pointer, x.gradient, true);
    if (w.tracked) projectWeight(kernels, rows, inputs, outputs, y.gradient, x.pointer, w.gradient);
    if (b?.tracked) kernels.sumRows(rows, outputs, y.gradient, outputs, b.gradient);
  },
};

export const linear = (x: Tensor, weight: Tensor, bias?: Tensor): Tensor =>
  x.tape.apply(linearOp, bias ? [x, weight, bias] : [x, weight], undefined)[0];
