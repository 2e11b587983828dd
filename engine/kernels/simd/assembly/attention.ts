import { tanh } from './functions';
import { fma, fnma, get, put, sumLanes } from './lanes';
import { softmax } from './losses';
import { matmul } from './matmul';

export function matmulBatch(
  count: usize,
  stepA: usize,
  stepB: usize,
  stepC: usize,
  m: usize,
  n: usize,
  k: usize,
  a: usize,
  lda: usize,
  transposeA: bool,
  b: usize,
  ldb: usize,
  transposeB: bool,
  c: usize,
  ldc: usize,
  accumulate: bool,
  work: usize,
): void {
  for (let i: usize = 0; i < count; i++) {
    matmul(m, n, k, a, lda, transposeA, b, ldb, transposeB, c, ldc, accumulate, work);
    a += stepA << 2;
    b += stepB << 2;
    c += stepC << 2;
  }
}

export function maskedSoftmax(
  rows: usize,
  columns: usize,
  x: usize,
  mask: usize,
  batch: usize,
  heads: usize,
  out: usize,
): void {
  if (!mask) {
    softmax(rows, columns, x, out);
    return;
  }
  const bytes = columns << 2;
  const step = batch << 2;
  for (let r: usize = 0; r < rows; r++, x += bytes, out += bytes) {
    let real = false;
    let bit = mask + (((r / heads) % batch) << 2);
    for (let c: usize = 0; c < bytes; c += 4, bit += step) {
      const seen = load<f32>(bit) != 0;
      store<f32>(out + c, seen ? load<f32>(x + c) : -Infinity);
      real = real || seen;
    }
    if (real) softmax(1, columns, out, out);
    else memory.fill(out, 0, bytes);
  }
}

export function softmaxBackward(rows: usize, columns: usize, y: usize, dy: usize, dx: usize): void {
  const bytes = columns << 2;
  for (let r: usize = 0; r < rows; r++, y += bytes, dy += bytes, dx += bytes) {
    let lanes = f32x4.splat(0);
    for (let i: usize = 0; i < columns; i += 4) {
      const at = i << 2;
      lanes = fma(get(y + at, columns - i), get(dy + at, columns - i), lanes);
    }
    const mean = v128.shuffle<f32>(sumLanes(lanes, lanes, lanes, lanes), lanes, 0, 0, 0, 0);
    for (let i: usize = 0; i < columns; i += 4) {
      const at = i << 2;
      const rest = columns - i;
      put(dx + at, fma(get(y + at, rest), f32x4.sub(get(dy + at, rest), mean), get(dx + at, rest)), rest);
    }
  }
}

export function additiveScores(
  time: usize,
  batch: usize,
  source: usize,
  units: usize,
  query: usize,
  key: usize,
  weight: usize,
  out: usize,
): void {
  const row = units << 2;
  for (let t: usize = 0; t < time; t++) {
    for (let b: usize = 0; b < batch; b++, query += row) {
      let k = key + b * row;
      for (let s: usize = 0; s < source; s++, k += batch * row, out += 4) {
        let lanes = f32x4.splat(0);
        for (let u: usize = 0; u < units; u += 4) {
          const at = u << 2;
          const rest = units - u;
          const y = tanh(f32x4.add(get(query + at, rest), get(k + at, rest)));
          lanes = fma(get(weight + at, rest), y, lanes);
        }
        store<f32>(out, f32x4.extract_lane(sumLanes(lanes, lanes, lanes, lanes), 0));
      }
    }
  }
}

/** `stride`: distance between rows of units, in elements. */
export function additiveScoresBackward(
  time: usize,
  batch: usize,
  source: usize,
  units: usize,
  query: usize,
  key: usize,
  weight: usize,
  dscores: usize,
  dquery: usize,
  dkey: usize,
  dweight: usize,
  stride: usize,
): void {
  const row = stride << 2;
  const one = f32x4.splat(1);
  for (let t: usize = 0; t < time; t++) {
    for (let b: usize = 0; b < batch; b++, query += row, dquery += row) {
      let offset = b * row;
      for (let s: usize = 0; s < source; s++, offset += batch * row, dscores += 4) {
        const score = load<f32>(dscores);
        // As at padded steps.
        if (score == 0) continue;
        const up = f32x4.splat(score);
        for (let u: usize = 0; u < units; u += 4) {
          const at = u << 2;
          const rest = units - u;
          const k = offset + at;
          const y = tanh(f32x4.add(get(query + at, rest), get(key + k, rest)));
          const d = f32x4.mul(f32x4.mul(up, get(weight + at, rest)), fnma(y, y, one));
          put(dquery + at, f32x4.add(get(dquery + at, rest), d), rest);
          put(dkey + k, f32x4.add(get(dkey + k, rest), d), rest);
          put(dweight + at, fma(up, y, get(dweight + at, rest)), rest);
        }
      }
    }
  }
}
