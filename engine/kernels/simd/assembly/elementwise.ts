import { exp, log, sigmoid, tanh } from './functions';
import { fma, loadPart, storePart } from './lanes';

const enum Unary {
  sigmoid,
  tanh,
  relu,
  exp,
  log,
}

const enum Binary {
  add,
  subtract,
  multiply,
}

// The operation is a constant wherever these are called, so that each caller keeps one branch only.

@inline
function unary(name: Unary, x: v128): v128 {
  if (name == Unary.sigmoid) return sigmoid(x);
  if (name == Unary.tanh) return tanh(x);
  // Written so that NaN stays NaN.
  if (name == Unary.relu) return v128.andnot(x, f32x4.le(x, f32x4.splat(0)));
  if (name == Unary.exp) return exp(x);
  return log(x);
}

@inline
function binary(name: Binary, a: v128, b: v128): v128 {
  if (name == Binary.add) return f32x4.add(a, b);
  if (name == Binary.subtract) return f32x4.sub(a, b);
  return f32x4.mul(a, b);
}

/** dy * f'(x) out of x and y = f(x). */
@inline
function slope(name: Unary, x: v128, y: v128, dy: v128): v128 {
  const one = f32x4.splat(1);
  if (name == Unary.sigmoid) return f32x4.mul(dy, f32x4.mul(y, f32x4.sub(one, y)));
  if (name == Unary.tanh) return f32x4.mul(dy, f32x4.sub(one, f32x4.mul(y, y)));
  if (name == Unary.relu) return f32x4.mul(dy, v128.and(one, f32x4.gt(y, f32x4.splat(0))));
  if (name == Unary.exp) return f32x4.mul(dy, y);
  return f32x4.div(dy, x);
}

@inline
function mapUnary(name: Unary, count: usize, x: usize, out: usize): void {
  const whole = (count >> 2) << 4;
  for (let i: usize = 0; i < whole; i += 16) v128.store(out + i, unary(name, v128.load(x + i)));
  const rest = count & 3;
  if (rest) storePart(out + whole, unary(name, loadPart(x + whole, rest)), rest);
}

@inline
function mapBinary(name: Binary, count: usize, a: usize, b: usize, out: usize): void {
  const whole = (count >> 2) << 4;
  for (let i: usize = 0; i < whole; i += 16) {
    v128.store(out + i, binary(name, v128.load(a + i), v128.load(b + i)));
  }
  const rest = count & 3;
  if (rest) storePart(out + whole, binary(name, loadPart(a + whole, rest), loadPart(b + whole, rest)), rest);
}

@inline
function addSlope(name: Unary, count: usize, x: usize, y: usize, dy: usize, dx: usize): void {
  const whole = (count >> 2) << 4;
  for (let i: usize = 0; i < whole; i += 16) {
    const step = slope(name, v128.load(x + i), v128.load(y + i), v128.load(dy + i));
    v128.store(dx + i, f32x4.add(v128.load(dx + i), step));
  }
  const rest = count & 3;
  if (!rest) return;
  const step = slope(name, loadPart(x + whole, rest), loadPart(y + whole, rest), loadPart(dy + whole, rest));
  storePart(dx + whole, f32x4.add(loadPart(dx + whole, rest), step), rest);
}

export function fill(count: usize, value: f32, out: usize): void {
  const whole = (count >> 2) << 4;
  const lanes = f32x4.splat(value);
  for (let i: usize = 0; i < whole; i += 16) v128.store(out + i, lanes);
  if (count & 3) storePart(out + whole, lanes, count & 3);
}

export function copy(count: usize, x: usize, out: usize): void {
  memory.copy(out, x, count << 2);
}

export function copyRows(
  rows: usize,
  columns: usize,
  x: usize,
  ldx: usize,
  out: usize,
  ldo: usize,
  accumulate: bool,
): void {
  for (let r: usize = 0; r < rows; r++) {
    const from = x + ((r * ldx) << 2);
    const to = out + ((r * ldo) << 2);
    if (accumulate) add(columns, to, from, to);
    else copy(columns, from, to);
  }
}

export function add(count: usize, a: usize, b: usize, out: usize): void {
  mapBinary(Binary.add, count, a, b, out);
}

export function subtract(count: usize, a: usize, b: usize, out: usize): void {
  mapBinary(Binary.subtract, count, a, b, out);
}

export function multiply(count: usize, a: usize, b: usize, out: usize): void {
  mapBinary(Binary.multiply, count, a, b, out);
}

export function multiplyAdd(count: usize, a: usize, b: usize, out: usize): void {
  const whole = (count >> 2) << 4;
  for (let i: usize = 0; i < whole; i += 16) {
    v128.store(out + i, fma(v128.load(a + i), v128.load(b + i), v128.load(out + i)));
  }
  const rest = count & 3;
  if (!rest) return;
  storePart(out + whole, fma(loadPart(a + whole, rest), loadPart(b + whole, rest), loadPart(out + whole, rest)), rest);
}

export function scale(count: usize, factor: f32, x: usize, out: usize): void {
  const whole = (count >> 2) << 4;
  const lanes = f32x4.splat(factor);
  for (let i: usize = 0; i < whole; i += 16) v128.store(out + i, f32x4.mul(lanes, v128.load(x + i)));
  const rest = count & 3;
  if (rest) storePart(out + whole, f32x4.mul(lanes, loadPart(x + whole, rest)), rest);
}

export function axpy(count: usize, factor: f32, x: usize, out: usize): void {
  const whole = (count >> 2) << 4;
  const lanes = f32x4.splat(factor);
  for (let i: usize = 0; i < whole; i += 16) {
    v128.store(out + i, fma(lanes, v128.load(x + i), v128.load(out + i)));
  }
  const rest = count & 3;
  if (rest) storePart(out + whole, fma(lanes, loadPart(x + whole, rest), loadPart(out + whole, rest)), rest);
}

export function addBias(rows: usize, columns: usize, x: usize, bias: usize, out: usize): void {
  for (let r: usize = 0; r < rows; r++) {
    const at = (r * columns) << 2;
    add(columns, x + at, bias, out + at);
  }
}

export function clampAbsolute(count: usize, limit: f32, x: usize): void {
  const whole = (count >> 2) << 4;
  const high = f32x4.splat(limit);
  const low = f32x4.splat(-limit);
  for (let i: usize = 0; i < whole; i += 16) {
    v128.store(x + i, f32x4.max(low, f32x4.min(high, v128.load(x + i))));
  }
  const rest = count & 3;
  if (rest) storePart(x + whole, f32x4.max(low, f32x4.min(high, loadPart(x + whole, rest))), rest);
}

export function sigmoidForward(count: usize, x: usize, out: usize): void {
  mapUnary(Unary.sigmoid, count, x, out);
}

export function tanhForward(count: usize, x: usize, out: usize): void {
  mapUnary(Unary.tanh, count, x, out);
}

export function reluForward(count: usize, x: usize, out: usize): void {
  mapUnary(Unary.relu, count, x, out);
}

export function expForward(count: usize, x: usize, out: usize): void {
  mapUnary(Unary.exp, count, x, out);
}

export function logForward(count: usize, x: usize, out: usize): void {
  mapUnary(Unary.log, count, x, out);
}

export function sigmoidBackward(count: usize, x: usize, y: usize, dy: usize, dx: usize): void {
  addSlope(Unary.sigmoid, count, x, y, dy, dx);
}

export function tanhBackward(count: usize, x: usize, y: usize, dy: usize, dx: usize): void {
  addSlope(Unary.tanh, count, x, y, dy, dx);
}

export function reluBackward(count: usize, x: usize, y: usize, dy: usize, dx: usize): void {
  addSlope(Unary.relu, count, x, y, dy, dx);
}

export function expBackward(count: usize, x: usize, y: usize, dy: usize, dx: usize): void {
  addSlope(Unary.exp, count, x, y, dy, dx);
}

export function logBackward(count: usize, x: usize, y: usize, dy: usize, dx: usize): void {
  addSlope(Unary.log, count, x, y, dy, dx);
}
