import type { TrainConfig } from '../contracts/experiment';
import type { ParameterStore } from '../core/parameters';

/**
 * Limits the gradients: first each element (`value`), then all of them together by their Euclidean norm (`norm`; Pascanu et al. 2013).
 * As torch.nn.utils does, the factor is norm limit / (norm + 1e-6).
 *
 * @returns the norm before clipping; when it is not finite nothing was clipped, which would make an infinite gradient look fine
 */
export function clipGradients(store: ParameterStore, clip: TrainConfig['clip']): number {
  const { kernels } = store.tape.backend;
  const before = gradientNorm(store);
  if (!Number.isFinite(before)) return before;
  let norm = before;
  if (clip.value !== undefined) {
    for (const w of store.all) kernels.clampAbsolute(w.size, clip.value, w.gradient);
    norm = gradientNorm(store);
  }
  if (clip.norm !== undefined && norm > clip.norm) {
    const factor = clip.norm / (norm + 1e-6);
    for (const w of store.all) kernels.scale(w.size, factor, w.gradient, w.gradient);
  }
  return before;
}

function gradientNorm(store: ParameterStore): number {
  const { kernels } = store.tape.backend;
  return Math.sqrt(store.all.reduce((sum, w) => sum + kernels.sumOfSquares(w.size, w.gradient), 0));
}
