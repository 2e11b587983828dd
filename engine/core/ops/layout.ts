import type { Op, Tensor } from '../../contracts/tensor';
import type { Part } from '../../contracts/network';
import { columnsOf, misfit, rowsOf, sameShape, sizeOf } from '../shape';

/** Cuts the last axis into equal parts. */
export const splitOp: Op<{ parts: number }> = {
  name: 'split',
  shapes: ([x], { parts }) => {
    const columns = columnsOf(x.shape);
    if (columns % parts !== 0) throw misfit(`split into ${parts}`, x.shape);
    return Array.from({ length: parts }, () => [...x.shape.slice(0, -1), columns / parts]);
  },
  forward({ kernels, type }, [x], parts) {
    const columns = columnsOf(x.shape);
    const part = columns / parts.length;
    const width = type === 'f64' ? 8 : 4;
    parts.forEach((y, i) =>
      kernels.copyRows(rowsOf(x.shape), part, x.pointer + i * part * width, columns, y.pointer, part, false),
    );
  },
  backward({ kernels, type }, [x], parts) {
    const columns = columnsOf(x.shape);
    const part = columns / parts.length;
    const width = type === 'f64' ? 8 : 4;
    parts.forEach((y, i) => {
      if (y.gradient === 0) return;
      kernels.copyRows(rowsOf(x.shape), part, y.gradient, part, x.gradient + i * part * width, columns, true);
    });
  },
};

/** Joins tensors along the last axis. */
export const concatOp: Op<undefined> = {
  name: 'concat',
  shapes: (inputs) => {
    const leading = inputs[0].shape.slice(0, -1);
    if (inputs.some(({ shape }) => !sameShape(shape.slice(0, -1), leading))) {
      throw misfit('concat', ...inputs.map(({ shape }) => shape));
    }
    return [[...leading, inputs.reduce((sum, { shape }) => sum + columnsOf(shape), 0)]];
  },
  forward({ kernels, type }, inputs, [y]) {
    let column = y.pointer;
    for (const x of inputs) {
      const columns = columnsOf(x.shape);
      kernels.copyRows(rowsOf(x.shape), columns, x.pointer, columns, column, columnsOf(y.shape), false);
      column += columns * (type === 'f64' ? 8 : 4);
    }
  },
  backward({ kernels, type }, inputs, [y]) {
    let column = y.gradient;
    for (const x of inputs) {
      const columns = columnsOf(x.shape);
      if (x.tracked) kernels.copyRows(rowsOf(x.shape), columns, column, columnsOf(y.shape), x.gradient, columns, true);
      column += columns * (type === 'f64' ? 8 : 4);
    }
  },
};

/** Puts tensors of one shape one behind the other along a new first axis: the steps of a sequence. */
export const stackOp: Op<undefined> = {
  name: 'stack',
  shapes: (inputs) => {
    const [{ shape }] = inputs;
    if (inputs.some((input) => !sameShape(input.shape, shape))) throw misfit('stack', ...inputs.map((x) => x.shape));
    return [[inputs.length, ...shape]];
  },
  forward({ kernels, type }, inputs, [y]) {
    const bytes = inputs[0].size * (type === 'f64' ? 8 : 4);
    inputs.forEach((x, i) => kernels.copy(x.size, x.pointer, y.pointer + i * bytes));
  },
  backward({ kernels, type }, inputs, [y]) {
    const bytes = inputs[0].size * (type === 'f64' ? 8 : 4);
    inputs.forEach((x, i) => {
      if (x.tracked) kernels.axpy(x.size, 1, y.gradient + i * bytes, x.gradient);
    });
  },
};

export const split = (x: Tensor, parts: number): Tensor[] => x.tape.apply(splitOp, [x], { parts });
export const concat = (inputs: readonly Tensor[]): Tensor => inputs[0].tape.apply(concatOp, inputs, undefined)[0];
export const stack = (inputs: readonly Tensor[]): Tensor => inputs[0].tape.apply(stackOp, inputs, undefined)[0];

/** Names the equal parts of the last axis, for a recorder; computes nothing. */
export const partsOf = (of: Tensor, parts: number): Part[] =>
  Array.from({ length: parts }, (_, part) => ({ of, part, parts }));

/** One index of the first axis: step `t` of `[time, ...]`. Shares memory, costs nothing. */
export function at(x: Tensor, index: number): Tensor {
  const shape = x.shape.slice(1);
  return x.tape.view(x, index * sizeOf(shape), shape);
}

/** The first steps of `[time, ...]`. Shares memory, costs nothing. */
export function firstSteps(x: Tensor, steps: number): Tensor {
  return steps === x.shape[0] ? x : x.tape.view(x, 0, [steps, ...x.shape.slice(1)]);
}

/** The same memory under another shape of equal size. */
export function reshape(x: Tensor, shape: readonly number[]): Tensor {
  if (sizeOf(shape) !== x.size) throw misfit('reshape', x.shape, shape);
  return x.tape.view(x, 0, shape);
}
