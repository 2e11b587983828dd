import type { UnaryName } from '../../contracts/backend';
import type { Op, Tensor } from '../../contracts/tensor';

function unaryOp(name: UnaryName): Op<undefined> {
  return {
    name,
    shapes: ([x]) => [x.shape],
    forward(backend, [x], [y]) {
      backend.kernels.unary(name, x.size, x.pointer, y.pointer);
    },
    backward(backend, [x], [y]) {
      backend.kernels.unaryBackward(name, x.size, x.pointer, y.pointer, y.gradient, x.gradient);
    },
  };
}

export const sigmoidOp = unaryOp('sigmoid');
export const tanhOp = unaryOp('tanh');
export const reluOp = unaryOp('relu');
export const expOp = unaryOp('exp');
export const logOp = unaryOp('log');

export const sigmoid = (x: Tensor): Tensor => x.tape.apply(sigmoidOp, [x], undefined)[0];
export const tanh = (x: Tensor): Tensor => x.tape.apply(tanhOp, [x], undefined)[0];
export const relu = (x: Tensor): Tensor => x.tape.apply(reluOp, [x], undefined)[0];
export const exp = (x: Tensor): Tensor => x.tape.apply(expOp, [x], undefined)[0];
export const log = (x: Tensor): Tensor => x.tape.apply(logOp, [x], undefined)[0];
