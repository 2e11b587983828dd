import { fma, fnma, get, put } from './lanes';
import { promoteHigh, promoteLow, sum, total } from './sums';

/** Sum of (x - mean)^2. */
function squaredDistances(count: usize, x: usize, mean: f64): f64 {
  const means = f64x2.splat(mean);
  let low = f64x2.splat(0);
  let high = f64x2.splat(0);
  const whole = count & ~3;
  for (let i: usize = 0; i < whole; i += 4) {
    const lanes = v128.load(x + (i << 2));
    const a = f64x2.sub(promoteLow(lanes), means);
    const b = f64x2.sub(promoteHigh(lanes), means);
    low = f64x2.add(low, f64x2.mul(a, a));
    high = f64x2.add(high, f64x2.mul(b, b));
  }
  let squares = total(low, high);
  for (let i = whole; i < count; i++) {
    const distance = <f64>load<f32>(x + (i << 2)) - mean;
    squares += distance * distance;
  }
  return squares;
}

export function layerNorm(
  rows: usize,
  columns: usize,
  epsilon: f64,
  x: usize,
  weight: usize,
  bias: usize,
  out: usize,
  statistics: usize,
): void {
  const bytes = columns << 2;
  for (let r: usize = 0; r < rows; r++, x += bytes, out += bytes, statistics += 8) {
    const mean = sum(columns, x) / <f64>columns;
    const inverse = 1 / sqrt<f64>(squaredDistances(columns, x, mean) / <f64>columns + epsilon);
    store<f32>(statistics, <f32>mean);
    store<f32>(statistics, <f32>inverse, 4);
    const means = f32x4.splat(<f32>mean);
    const inverses = f32x4.splat(<f32>inverse);
    for (let i: usize = 0; i < columns; i += 4) {
      const rest = columns - i;
      const at = i << 2;
      const normal = f32x4.mul(f32x4.sub(get(x + at, rest), means), inverses);
      put(out + at, fma(normal, get(weight + at, rest), get(bias + at, rest)), rest);
    }
  }
}

export function layerNormBackward(
  rows: usize,
  columns: usize,
  x: usize,
  weight: usize,
  statistics: usize,
  dy: usize,
  dx: usize,
): void {
  const bytes = columns << 2;
  for (let r: usize = 0; r < rows; r++, x += bytes, dy += bytes, dx += bytes, statistics += 8) {
    const means = v128.load32_splat(statistics);
    const inverses = v128.load32_splat(statistics, 4);
    let sumLow = f64x2.splat(0);
    let sumHigh = sumLow;
    let productLow = sumLow;
    let productHigh = sumLow;
    for (let i: usize = 0; i < columns; i += 4) {
      const rest = columns - i;
      const at = i << 2;
      // Beyond the last column dy is zero, and with it all that is added.
      const up = f32x4.mul(get(dy + at, rest), get(weight + at, rest));
      const product = f32x4.mul(up, f32x4.mul(f32x4.sub(get(x + at, rest), means), inverses));
      sumLow = f64x2.add(sumLow, promoteLow(up));
      sumHigh = f64x2.add(sumHigh, promoteHigh(up));
      productLow = f64x2.add(productLow, promoteLow(product));
      productHigh = f64x2.add(productHigh, promoteHigh(product));
    }
    const meanUp = f32x4.splat(<f32>(total(sumLow, sumHigh) / <f64>columns));
    const meanProduct = f32x4.splat(<f32>(total(productLow, productHigh) / <f64>columns));
    for (let i: usize = 0; i < columns; i += 4) {
      const rest = columns - i;
      const at = i << 2;
      const up = f32x4.mul(get(dy + at, rest), get(weight + at, rest));
      const normal = f32x4.mul(f32x4.sub(get(x + at, rest), means), inverses);
      const step = fnma(normal, meanProduct, f32x4.sub(up, meanUp));
      put(dx + at, fma(inverses, step, get(dx + at, rest)), rest);
    }
  }
}

/** `stride`: distance between rows of x and dy, in elements. */
export function layerNormWeightBackward(
  rows: usize,
  columns: usize,
  x: usize,
  statistics: usize,
  dy: usize,
  dweight: usize,
  dbias: usize,
  stride: usize,
): void {
  const bytes = stride << 2;
  for (let i: usize = 0; i < columns; i += 4) {
    const rest = columns - i;
    const at = i << 2;
    let weightLow = f64x2.splat(0);
    let weightHigh = weightLow;
    let biasLow = weightLow;
    let biasHigh = weightLow;
    for (let r: usize = 0, row = at; r < rows; r++, row += bytes) {
      const up = get(dy + row, rest);
      const normal = f32x4.mul(
        f32x4.sub(get(x + row, rest), v128.load32_splat(statistics + (r << 3))),
        v128.load32_splat(statistics + (r << 3), 4),
      );
      const product = f32x4.mul(up, normal);
      weightLow = f64x2.add(weightLow, promoteLow(product));
      weightHigh = f64x2.add(weightHigh, promoteHigh(product));
      biasLow = f64x2.add(biasLow, promoteLow(up));
      biasHigh = f64x2.add(biasHigh, promoteHigh(up));
    }
    put(dweight + at, f32x4.add(get(dweight + at, rest), demote(weightLow, weightHigh)), rest);
    put(dbias + at, f32x4.add(get(dbias + at, rest), demote(biasLow, biasHigh)), rest);
  }
}

@inline
function demote(low: v128, high: v128): v128 {
  return i64x2.shuffle(f32x4.demote_f64x2_zero(low), f32x4.demote_f64x2_zero(high), 0, 2);
}
