import type { Backend } from '../../contracts/backend';
import type { Op, Tensor } from '../../contracts/tensor';
import { misfit, sameShape, sizeOf } from '../shape';

/** Calls `each` with the byte offset of every slab of `a` that matches `b`, which repeats over the leading axes. */
function overSlabs(backend: Backend, a: Tensor, b: Tensor, each: (offset: number) => void): void {
  const bytes = b.size * (backend.type === 'f64' ? 8 : 4);
  for (let slab = 0; slab < a.size / b.size; slab++) each(slab * bytes);
}

/** The shape of `a`, when `b` has the same shape or that of its last axes. */
function broadcastShape(operation: string, [a, b]: readonly Tensor[]) {
  if (!sameShape(a.shape.slice(a.shape.length - b.shape.length), b.shape)) throw misfit(operation, a.shape, b.shape);
  return [a.shape];
}

/** y = a + b; b may lack leading axes of a. */
export const addOp: Op<undefined> = {
  name: 'add',
  shapes: (inputs) => broadcastShape('add', inputs),
  forward(backend, [a, b], [y]) {
    overSlabs(backend, a, b, (at) => backend.kernels.add(b.size, a.pointer + at, b.pointer, y.pointer + at));
  },
  backward(backend, [a, b], [y]) {
    if (a.tracked) backend.kernels.axpy(y.size, 1, y.gradient, a.gradient);
    if (b.tracked) overSlabs(backend, a, b, (at) => backend.kernels.axpy(b.size, 1, y.gradient + at, b.gradient));
  },
};

/** y = a - b, of equal shapes. */
export const subtractOp: Op<undefined> = {
  name: 'subtract',
  shapes: ([a, b]) => {
    if (!sameShape(a.shape, b.shape)) throw misfit('subtract', a.shape, b.shape);
    return [a.shape];
  },
  forward(backend, [a, b], [y]) {
    backend.kernels.subtract(y.size, a.pointer, b.pointer, y.pointer);
  },
  backward(backend, [a, b], [y]) {
    if (a.tracked) backend.kernels.axpy(y.size, 1, y.gradient, a.gradient);
    if (b.tracked) backend.kernels.axpy(y.size, -1, y.gradient, b.gradient);
  },
};

/** y = a * b by element; b may lack leading axes of a. */
export const multiplyOp: Op<undefined> = {
  name: 'multiply',
  shapes: (inputs) => broadcastShape('multiply', inputs),
  forward(backend, [a, b], [y]) {
    overSlabs(backend, a, b, (at) => backend.kernels.multiply(b.size, a.pointer + at, b.pointer, y.pointer + at));
  },
  backward(backend, [a, b], [y]) {
    const { kernels } = backend;
    overSlabs(backend, a, b, (at) => {
      if (a.tracked) kernels.multiplyAdd(b.size, y.gradient + at, b.pointer, a.gradient + at);
      if (b.tracked) kernels.multiplyAdd(b.size, y.gradient + at, a.pointer + at, b.gradient);
    });
  },
};

/** y = factor * x. */
export const scaleOp: Op<{ factor: number }> = {
  name: 'scale',
  shapes: ([x]) => [x.shape],
  forward(backend, [x], [y], { factor }) {
    backend.kernels.scale(x.size, factor, x.pointer, y.pointer);
  },
  backward(backend, [x], [y], { factor }) {
    backend.kernels.axpy(x.size, factor, y.gradient, x.gradient);
  },
};

/** y = the sum over the first axis: [time, ...] -> [...]. */
export const sumStepsOp: Op<undefined> = {
  name: 'sumSteps',
  shapes: ([x]) => [x.shape.slice(1)],
  forward(backend, [x], [y]) {
    backend.kernels.fill(y.size, 0, y.pointer);
    overSlabs(backend, x, y, (at) => backend.kernels.axpy(y.size, 1, x.pointer + at, y.pointer));
  },
  backward(backend, [x], [y]) {
    overSlabs(backend, x, y, (at) => backend.kernels.axpy(y.size, 1, y.gradient, x.gradient + at));
  },
};

/** y[..., c] = x[...] for every c: repeats each element along a new last axis. For masks; no gradient goes back. */
export const spreadOp: Op<{ columns: number }> = {
  name: 'spread',
  shapes: ([x], { columns }) => {
    if (x.tracked) throw misfit('spread (of a tracked tensor)', x.shape);
    return [[...x.shape, columns]];
  },
  forward(backend, [x], [y], { columns }) {
    x.tape.scratch(columns, (ones) => {
      backend.kernels.fill(columns, 1, ones);
      backend.kernels.matmul({
        m: sizeOf(x.shape),
        n: columns,
        k: 1,
        a: x.pointer,
        lda: 1,
        transposeA: false,
        b: ones,
        ldb: columns,
        transposeB: false,
        c: y.pointer,
        ldc: columns,
        accumulate: false,
      });
    });
  },
  backward() {
    // Masks are data.
  },
};

export const add = (a: Tensor, b: Tensor): Tensor => a.tape.apply(addOp, [a, b], undefined)[0];
export const subtract = (a: Tensor, b: Tensor): Tensor => a.tape.apply(subtractOp, [a, b], undefined)[0];
export const multiply = (a: Tensor, b: Tensor): Tensor => a.tape.apply(multiplyOp, [a, b], undefined)[0];
export const scale = (x: Tensor, factor: number): Tensor => x.tape.apply(scaleOp, [x], { factor })[0];
export const sumSteps = (x: Tensor): Tensor => x.tape.apply(sumStepsOp, [x], undefined)[0];
export const spread = (x: Tensor, columns: number): Tensor => x.tape.apply(spreadOp, [x], { columns })[0];
