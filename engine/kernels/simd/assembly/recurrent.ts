import { sigmoid, tanh } from './functions';
import { fma, fnma, get, put } from './lanes';

// Each kernel walks over the units of one row after the other; gates lie `units` apart within their row.

export function lstmForward(
  batch: usize,
  units: usize,
  gates: usize,
  cPrevious: usize,
  c: usize,
  h: usize,
): void {
  const bytes = units << 2;
  for (let b: usize = 0; b < batch; b++) {
    for (let u: usize = 0; u < units; u += 4) {
      const rest = units - u;
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

export function gruForward(
  batch: usize,
  units: usize,
  gatesX: usize,
  gatesH: usize,
  hPrevious: usize,
  gates: usize,
  h: usize,
): void {
  const bytes = units << 2;
  for (let b: usize = 0; b < batch; b++) {
    for (let u: usize = 0; u < units; u += 4) {
      const rest = units - u;
      const at = b * bytes + (u << 2);
      const r = 3 * b * bytes + (u << 2);
      const z = r + bytes;
      const n = z + bytes;
      const reset = sigmoid(f32x4.add(get(gatesX + r, rest), get(gatesH + r, rest)));
      const update = sigmoid(f32x4.add(get(gatesX + z, rest), get(gatesH + z, rest)));
      const candidate = tanh(fma(reset, get(gatesH + n, rest), get(gatesX + n, rest)));
      put(gates + r, reset, rest);
      put(gates + z, update, rest);
      put(gates + n, candidate, rest);
      put(h + at, fma(update, f32x4.sub(get(hPrevious + at, rest), candidate), candidate), rest);
    }
  }
}

export function gruBackward(
  batch: usize,
  units: usize,
  gates: usize,
  gatesH: usize,
  hPrevious: usize,
  dh: usize,
  dgatesX: usize,
  dgatesH: usize,
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
      const candidate = get(gates + n, rest);
      const up = get(dh + at, rest);
      const dCandidate = f32x4.mul(f32x4.mul(up, f32x4.sub(one, update)), fnma(candidate, candidate, one));
      const dReset = f32x4.mul(f32x4.mul(dCandidate, get(gatesH + n, rest)), slope(reset));
      const dUpdate = f32x4.mul(f32x4.mul(up, f32x4.sub(get(hPrevious + at, rest), candidate)), slope(update));
      put(dgatesX + r, dReset, rest);
      put(dgatesX + z, dUpdate, rest);
      put(dgatesX + n, dCandidate, rest);
      put(dgatesH + r, dReset, rest);
      put(dgatesH + z, dUpdate, rest);
      put(dgatesH + n, f32x4.mul(dCandidate, reset), rest);
      put(dhPrevious + at, f32x4.mul(up, update), rest);
    }
  }
}

/** Derivative of the sigmoid out of its value. */
@inline
function slope(y: v128): v128 {
  return f32x4.mul(y, f32x4.sub(f32x4.splat(1), y));
}
