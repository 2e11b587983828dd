import { sigmoid, tanh } from './functions';
import { fma, fnma, get, put } from './lanes';

// Each kernel walks over the units (or those from `from` to `to`) of one row after the other; gates lie `units` apart within their row.

export function lstmUnits(
  batch: usize,
  units: usize,
  from: usize,
  to: usize,
  gates: usize,
  cPrevious: usize,
  c: usize,
  h: usize,
): void {
  const bytes = units << 2;
  for (let b: usize = 0; b < batch; b++) {
    for (let u = from; u < to; u += 4) {
      const rest = to - u;
      const at = b * bytes + (u << 2);
      const i = gates + 4 * b * bytes + (u << 2);
      const f = i + bytes;
      const g = f + bytes;
      const o = g + bytes;
      const input = sigmoid(get(i, rest));
      const forget = sigmoid(get(f, rest));
      const candidate = tanh(get(g, rest));
      const output = sigmoid(get(o, rest));
      const cell = fma(input, candidate, f32x4.mul(forget, get(cPrevious + at, rest)));
      put(i, input, rest);
      put(f, forget, rest);
      put(g, candidate, rest);
      put(o, output, rest);
      put(c + at, cell, rest);
      put(h + at, f32x4.mul(output, tanh(cell)), rest);
    }
  }
}

export function lstmForward(
  batch: usize,
  units: usize,
  gates: usize,
  cPrevious: usize,
  c: usize,
  h: usize,
): void {
  lstmUnits(batch, units, 0, units, gates, cPrevious, c, h);
}

export function lstmBackward(
  batch: usize,
  units: usize,
  gates: usize,
  cPrevious: usize,
  c: usize,
  dh: usize,
  dc: usize,
  dgates: usize,
): void {
  const bytes = units << 2;
  const one = f32x4.splat(1);
  for (let b: usize = 0; b < batch; b++) {
    for (let u: usize = 0; u < units; u += 4) {
      const rest = units - u;
      const at = b * bytes + (u << 2);
      const row = 4 * b * bytes + (u << 2);
      const input = get(gates + row, rest);
      const forget = get(gates + row + bytes, rest);
      const candidate = get(gates + row + 2 * bytes, rest);
      const output = get(gates + row + 3 * bytes, rest);
      const squashed = tanh(get(c + at, rest));
      const up = get(dh + at, rest);
      const cell = fma(f32x4.mul(up, output), fnma(squashed, squashed, one), get(dc + at, rest));
      const dInput = f32x4.mul(f32x4.mul(cell, candidate), slope(input));
      const dForget = f32x4.mul(f32x4.mul(cell, get(cPrevious + at, rest)), slope(forget));
      const dCandidate = f32x4.mul(f32x4.mul(cell, input), fnma(candidate, candidate, one));
      const dOutput = f32x4.mul(f32x4.mul(up, squashed), slope(output));
      put(dgates + row, dInput, rest);
      put(dgates + row + bytes, dForget, rest);
      put(dgates + row + 2 * bytes, dCandidate, rest);
      put(dgates + row + 3 * bytes, dOutput, rest);
      put(dc + at, f32x4.mul(cell, forget), rest);
    }
  }
}

export function gruUnits(
  batch: usize,
  units: usize,
  from: usize,
  to: usize,
  gates: usize,
  candidate: usize,
  hPrevious: usize,
  h: usize,
): void {
  const bytes = units << 2;
  for (let b: usize = 0; b < batch; b++) {
    for (let u = from; u < to; u += 4) {
      const rest = to - u;
      const at = b * bytes + (u << 2);
      const r = gates + 3 * b * bytes + (u << 2);
      const z = r + bytes;
      const n = z + bytes;
      const reset = sigmoid(get(r, rest));
      const update = sigmoid(get(z, rest));
      const proposed = tanh(fma(reset, get(candidate + at, rest), get(n, rest)));
      put(r, reset, rest);
      put(z, update, rest);
      put(n, proposed, rest);
      put(h + at, fma(update, f32x4.sub(get(hPrevious + at, rest), proposed), proposed), rest);
    }
  }
}

export function gruForward(
  batch: usize,
  units: usize,
  gates: usize,
  candidate: usize,
  hPrevious: usize,
  h: usize,
): void {
  gruUnits(batch, units, 0, units, gates, candidate, hPrevious, h);
}

export function gruBackward(
  batch: usize,
  units: usize,
  gates: usize,
  candidate: usize,
  hPrevious: usize,
  dh: usize,
  dgates: usize,
  dcandidate: usize,
  dhPrevious: usize,
): void {
  const bytes = units << 2;
  const one = f32x4.splat(1);
  for (let b: usize = 0; b < batch; b++) {
    for (let u: usize = 0; u < units; u += 4) {
      const rest = units - u;
      const at = b * bytes + (u << 2);
      const r = 3 * b * bytes + (u << 2);
      const z = r + bytes;
      const n = z + bytes;
      const reset = get(gates + r, rest);
      const update = get(gates + z, rest);
      const proposed = get(gates + n, rest);
      const up = get(dh + at, rest);
      const dProposed = f32x4.mul(f32x4.mul(up, f32x4.sub(one, update)), fnma(proposed, proposed, one));
      const dReset = f32x4.mul(f32x4.mul(dProposed, get(candidate + at, rest)), slope(reset));
      const dUpdate = f32x4.mul(f32x4.mul(up, f32x4.sub(get(hPrevious + at, rest), proposed)), slope(update));
      put(dgates + r, dReset, rest);
      put(dgates + z, dUpdate, rest);
      put(dgates + n, dProposed, rest);
      put(dcandidate + at, f32x4.mul(dProposed, reset), rest);
      put(dhPrevious + at, f32x4.mul(up, update), rest);
    }
  }
}

/** dx = dy * f'(x), out of y = f(x) for f = relu or tanh. */
export function elmanSlopes(relu: bool, count: usize, y: usize, dy: usize, dx: usize): void {
  const one = f32x4.splat(1);
  const zero = f32x4.splat(0);
  for (let i: usize = 0; i < count; i += 4) {
    const rest = count - i;
    const at = i << 2;
    const value = get(y + at, rest);
    const slopes = relu ? v128.and(one, f32x4.gt(value, zero)) : fnma(value, value, one);
    put(dx + at, f32x4.mul(get(dy + at, rest), slopes), rest);
  }
}

/** Derivative of the sigmoid out of its value. */
@inline
function slope(y: v128): v128 {
  return f32x4.mul(y, f32x4.sub(f32x4.splat(1), y));
}
