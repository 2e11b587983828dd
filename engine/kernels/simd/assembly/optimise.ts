import { fma, fnma, get, put } from './lanes';

// The constants arrive in 64 bit and are combined before they are rounded: 1 - beta of a beta near 1 keeps its digits.

export function sgd(
  count: usize,
  w: usize,
  g: usize,
  v: usize,
  scale: f64,
  decay: f64,
  rate: f64,
  momentum: f64,
  nesterov: bool,
  first: bool,
): void {
  const rates = f32x4.splat(<f32>rate);
  const momenta = f32x4.splat(<f32>momentum);
  const scales = f32x4.splat(<f32>scale);
  const decays = f32x4.splat(<f32>decay);
  for (let i: usize = 0; i < count; i += 4) {
    const rest = count - i;
    const at = i << 2;
    const weight = get(w + at, rest);
    const gradient = fma(decays, weight, f32x4.mul(scales, get(g + at, rest)));
    const velocity = first ? gradient : fma(momenta, get(v + at, rest), gradient);
    const step = nesterov ? fma(momenta, velocity, gradient) : velocity;
    put(v + at, velocity, rest);
    put(w + at, fnma(rates, step, weight), rest);
  }
}

export function rmsprop(
  count: usize,
  w: usize,
  g: usize,
  s: usize,
  v: usize,
  scale: f64,
  decay: f64,
  rate: f64,
  alpha: f64,
  epsilon: f64,
  momentum: f64,
): void {
  const rates = f32x4.splat(<f32>rate);
  const keep = f32x4.splat(<f32>alpha);
  const take = f32x4.splat(<f32>(1 - alpha));
  const epsilons = f32x4.splat(<f32>epsilon);
  const momenta = f32x4.splat(<f32>momentum);
  const scales = f32x4.splat(<f32>scale);
  const decays = f32x4.splat(<f32>decay);
  for (let i: usize = 0; i < count; i += 4) {
    const rest = count - i;
    const at = i << 2;
    const weight = get(w + at, rest);
    const gradient = fma(decays, weight, f32x4.mul(scales, get(g + at, rest)));
    const square = fma(f32x4.mul(take, gradient), gradient, f32x4.mul(keep, get(s + at, rest)));
    let step = f32x4.div(gradient, f32x4.add(f32x4.sqrt(square), epsilons));
    put(s + at, square, rest);
    if (momentum > 0) {
      step = fma(momenta, get(v + at, rest), step);
      put(v + at, step, rest);
    }
    put(w + at, fnma(rates, step, weight), rest);
  }
}

export function adam(
  count: usize,
  w: usize,
  g: usize,
  m: usize,
  v: usize,
  scale: f64,
  decay: f64,
  keep: f64,
  rate: f64,
  beta1: f64,
  beta2: f64,
  epsilon: f64,
  correction1: f64,
  correction2: f64,
): void {
  const rates = f32x4.splat(<f32>(rate / correction1));
  const keep1 = f32x4.splat(<f32>beta1);
  const take1 = f32x4.splat(<f32>(1 - beta1));
  const keep2 = f32x4.splat(<f32>beta2);
  const take2 = f32x4.splat(<f32>(1 - beta2));
  const roots = f32x4.splat(<f32>(1 / sqrt<f64>(correction2)));
  const epsilons = f32x4.splat(<f32>epsilon);
  const scales = f32x4.splat(<f32>scale);
  const decays = f32x4.splat(<f32>decay);
  const keeps = f32x4.splat(<f32>keep);
  for (let i: usize = 0; i < count; i += 4) {
    const rest = count - i;
    const at = i << 2;
    const weight = get(w + at, rest);
    const gradient = fma(decays, weight, f32x4.mul(scales, get(g + at, rest)));
    const first = fma(take1, gradient, f32x4.mul(keep1, get(m + at, rest)));
    const second = fma(f32x4.mul(take2, gradient), gradient, f32x4.mul(keep2, get(v + at, rest)));
    put(m + at, first, rest);
    put(v + at, second, rest);
    const step = f32x4.div(first, fma(f32x4.sqrt(second), roots, epsilons));
    put(w + at, fnma(rates, step, f32x4.mul(keeps, weight)), rest);
  }
}
